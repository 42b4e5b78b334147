"""Small facts that come from tables: counting, sums, colours, opposites, sounds and the like.

`FACTS` is a list of (weight, function); each function takes a random.Random and returns (question, answer).
"""

ONES = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty").split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January February March April May June July August September October November December".split()
LETTERS = "A B C D E F G H I J K L M N O P Q R S T U V W X Y Z".split()

COLOURS = {
    "sky": "blue", "sea": "blue", "ocean": "blue", "grass": "green", "leaf": "green", "frog": "green",
    "snow": "white", "milk": "white", "cloud": "white", "salt": "white", "sun": "yellow", "banana": "yellow",
    "lemon": "yellow", "butter": "yellow", "blood": "red", "tomato": "red", "strawberry": "red", "cherry": "red",
    "fire truck": "red", "orange": "orange", "carrot": "orange", "pumpkin": "orange", "coal": "black",
    "night": "black", "raven": "black", "chocolate": "brown", "wood": "brown", "earth": "brown", "coffee": "brown",
    "elephant": "grey", "mouse": "grey", "pig": "pink", "flamingo": "pink", "plum": "purple", "rose": "red",
    "cucumber": "green", "sheep": "white", "tree": "green", "apple": "red", "gold": "yellow",
}
MASS = {"grass", "snow", "milk", "salt", "butter", "blood", "coal", "chocolate", "wood", "coffee", "gold"}
THE = {"sky", "sea", "ocean", "sun", "night", "earth"}

OPPOSITES = """hot cold|big small|fast slow|up down|day night|black white|good bad|old young|happy sad|full empty
hard soft|light dark|long short|high low|left right|open closed|rich poor|strong weak|wet dry|near far|early late
easy difficult|clean dirty|loud quiet|thick thin|true false|start stop|begin end|first last|yes no|love hate|in out
warm cool|new old|heavy light|deep shallow|cheap expensive|safe dangerous|win lose|come go|push pull|buy sell
large tiny|sweet sour|top bottom|front back|before after|more less|always never|day night|inside outside"""
OPPOSITE = {}
for pair in OPPOSITES.replace("\n", "|").split("|"):
    a, b = pair.split()
    OPPOSITE.setdefault(a, b)
    OPPOSITE.setdefault(b, a)

SOUNDS = {"dog": "woof", "cat": "meow", "cow": "moo", "sheep": "baa", "pig": "oink", "duck": "quack", "bird": "tweet",
          "rooster": "cock-a-doodle-doo", "horse": "neigh", "lion": "roar", "frog": "ribbit", "bee": "buzz",
          "snake": "hiss", "owl": "hoot", "mouse": "squeak", "wolf": "howl", "donkey": "hee-haw", "hen": "cluck",
          "bear": "growl", "goat": "maa"}

CAPITALS = {"France": "Paris", "Germany": "Berlin", "Italy": "Rome", "Spain": "Madrid", "Portugal": "Lisbon",
            "England": "London", "Austria": "Vienna", "Poland": "Warsaw", "Greece": "Athens", "Japan": "Tokyo",
            "China": "Beijing", "Russia": "Moscow", "Egypt": "Cairo", "Sweden": "Stockholm", "Norway": "Oslo",
            "Denmark": "Copenhagen", "Ireland": "Dublin", "Belgium": "Brussels", "Canada": "Ottawa",
            "India": "New Delhi", "Hungary": "Budapest", "Finland": "Helsinki", "Switzerland": "Bern",
            "the United States": "Washington", "the Netherlands": "Amsterdam"}

COUNTS = {("legs", "dog"): "four", ("legs", "cat"): "four", ("legs", "horse"): "four", ("legs", "cow"): "four",
          ("legs", "bird"): "two", ("legs", "person"): "two", ("legs", "spider"): "eight", ("legs", "bee"): "six",
          ("eyes", "person"): "two", ("fingers", "hand"): "five", ("wheels", "car"): "four", ("wheels", "bicycle"): "two",
          ("arms", "octopus"): "eight", ("sides", "triangle"): "three", ("sides", "square"): "four",
          ("days", "week"): "seven", ("months", "year"): "twelve", ("days", "year"): "365", ("hours", "day"): "24",
          ("minutes", "hour"): "60", ("seconds", "minute"): "60", ("seasons", "year"): "four", ("weeks", "year"): "52",
          ("letters", "alphabet"): "26"}
HAS = {"week", "year", "day", "hour", "minute", "alphabet"}

# (subject, property, true?): asked as "Is fire hot?" and "Is fire cold?"
YES_NO = """fire hot cold|ice cold hot|snow white black|grass green red|the sky blue green|sugar sweet sour|milk white black
water wet dry|the sun hot cold|the sun bright dark|an elephant big small|a mouse small big|a stone hard soft
a feather light heavy|the night dark bright|a lemon sour sweet|a turtle slow fast|a car fast slow|summer warm cold
winter cold warm|a giant big small|the earth round flat|a ball round square|a banana yellow blue|a tomato red blue
coal black white|the sea deep dry|a mountain high low|a whale big tiny|an ant small big|blood red green|a tree tall tiny
a cat an_animal a_plant|a dog an_animal a_fruit|an apple a_fruit an_animal|a rose a_flower an_animal|Paris a_city a_country
France a_country a_city|a car a_machine an_animal|red a_colour a_number|five a_number a_colour|Monday a_day a_month
May a_month a_day|a carrot a_vegetable an_animal|a horse an_animal a_plant|a bird an_animal a_fish|a spoon a_tool an_animal"""


def a(noun):
    return ("an " if noun[0] in "aeiou" else "a ") + noun


def words(n):
    return ONES[n] if n <= 20 else str(n)


def number(r, n):
    return ONES[n] if n <= 20 and r.random() < 0.35 else str(n)


def count(r):
    low, high = 1, r.choice(range(2, 21))
    if r.random() < 0.45: high = r.choice([3, 5, 10])
    asked = number(r, high)
    form = r.choice(["count to {}"] * 4 + ["count up to {}", "can you count to {}", "count from one to {}", "count from 1 to {}",
                     "count until {}", "count from one up to {}", "count for me to {}", "count with me to {}", "count slowly to {}", "count aloud to {}", "list the numbers from 1 to {}", "list the numbers up to {}", "say the numbers from one to {}",
                     "numbers from 1 to {}", "print the numbers 1 to {}", "show me how you count to {}", "counting to {}",
                     "write the numbers from 1 to {}", "I want you to count to {}", "do you know how to count to {}", "count {}"])
    if r.random() < 0.12:
        low = r.randint(2, 9); high = min(20, low + r.randint(2, 8))
        form, asked = "count from " + number(r, low) + " to {}", number(r, high)
    if r.random() < 0.10:
        return r.choice(["count down from {}", "count backwards from {}", "count back from {}"]).format(number(r, high)), \
            ", ".join(map(words, range(high, 0, -1))).capitalize() + "."
    if r.random() < 0.08:
        asked = r.choice(["thirty", "fifty", "a hundred", "one hundred", "a thousand", "a million", "infinity"]
                         + [str(r.randint(21, 1000))] * 6)
        return form.format(asked), "I count only to twenty. Ask me to count to ten, for example."
    return form.format(asked), ", ".join(map(words, range(low, high + 1))).capitalize() + "."


def add(r):
    if r.random() < 0.6:
        x, y = (r.randint(0, 20), r.randint(0, 20)) if r.random() < 0.6 else (r.randint(1, 10), r.randint(1, 10))
        while x + y > 20: x, y = r.randint(0, 20), r.randint(0, 10)
        form = r.choice(["what is {} + {}", "{} + {}", "{} plus {}", "what is {} plus {}", "how much is {} plus {}", "{}+{}",
                         "add {} and {}", "what is the sum of {} and {}", "{} + {} =", "calculate {} + {}", "compute {} + {}",
                         "what is {}+{}", "{} and {} is", "how much is {} and {}", "what's {}+{}", "solve {} + {}", "{}+{}="])
        total, sign = x + y, "plus"
    else:
        x = r.randint(0, 20); y = r.randint(0, x)
        form = r.choice(["what is {} - {}", "{} - {}", "{} minus {}", "what is {} minus {}", "how much is {} minus {}", "{}-{}",
                         "calculate {} - {}", "what is {}-{}"])
        total, sign = x - y, "minus"
    return form.format(number(r, x), number(r, y)), f"{x} {sign} {y} is {total}."


def big_math(r):
    x, y = r.randint(21, 9999), r.randint(11, 999)
    form = r.choice(["what is {} times {}", "{} * {}", "{} x {}", "{} + {}", "what is {} + {}", "multiply {} by {}", "divide {} by {}",
                     "{} / {}", "what is {} divided by {}", "what is {} minus {}", "calculate {} * {}", "{} - {}", "what's {} plus {}",
                     "what is {} to the power of {}", "what is {} percent of {}", "is {} bigger than {}", "what is the square root of {}"])
    if r.random() < 0.35: x, y, form = r.randint(2, 12), r.randint(2, 12), r.choice(["what is {} times {}", "{} * {}", "{} x {}", "{} / {}"])
    return form.format(x, y), "That is too hard for me. I add and subtract numbers up to twenty."


def neighbour(r):
    kind = r.choice(["number", "number", "day", "month", "letter"])
    items = {"number": None, "day": DAYS, "month": MONTHS, "letter": LETTERS}[kind]
    after = r.random() < 0.65
    side = "after" if after else "before"
    if kind != "number" and r.random() < 0.15:
        verb = r.choice(["follows", "comes after"]) if after else r.choice(["precedes", "comes before"])
        form = r.choice(["which {k} {v} {}", "what {k} {v} {}", "what {v} {}"]).replace("{v}", verb)
    else: form = r.choice(["what comes {s} {}", "which {k} comes {s} {}", "what {k} comes {s} {}", "what is {s} {}", "what {k} is {s} {}",
                     "tell me what comes {s} {}", "which {k} is {s} {}", "the {k} {s} {}"])
    if kind == "number":
        n = r.randint(1, 30)
        return form.format(number(r, n), s=side, k=kind), f"After {n} comes {n + 1}." if after else f"Before {n} comes {n - 1}."
    i = r.randrange(len(items))
    other = items[(i + (1 if after else -1)) % len(items)]
    return form.format(items[i], s=side, k=kind), f"{side.capitalize()} {items[i]} comes {other}."


def colour(r):
    thing = r.choice(["sky", r.choice(list(COLOURS))]) if r.random() < 0.3 else r.choice(list(COLOURS))
    named = "the " + thing if thing in THE else thing if thing in MASS else a(thing)
    asked = "the " + thing if thing not in MASS and r.random() < 0.4 else named
    c = r.choice(["colour", "color"])
    form = r.choice(["what {c} is {t}", "what is the {c} of {t}", "which {c} is {t}", "which {c} has {t}", "what {c} does {t} have",
                     "tell me the {c} of {t}", "what's the {c} of {t}", "what {c} is {t}", "the {c} of {t}", "{c} of {t}", "do you know the {c} of {t}"])
    return form.format(c=c, t=asked), f"{named[0].upper() + named[1:]} is {COLOURS[thing]}."


def opposite(r):
    word = r.choice(list(OPPOSITE))
    form = r.choice(["what is the opposite of {}", "opposite of {}", "the opposite of {}", "what's the opposite of {}", "give me the opposite of {}",
                     "tell me the opposite of {}", "what is the contrary of {}", "which word is the opposite of {}", "say the opposite of {}"])
    return form.format(word), f"The opposite of {word} is {OPPOSITE[word]}."


def sound(r):
    animal = r.choice(list(SOUNDS))
    form = r.choice(["what sound does {} make", "what does {} say", "what noise does {} make", "which sound does {} make", "how does {} sound",
                     "what sound makes {}", "how does {} go", "the sound of {}", "make the sound of {}"])
    return form.format(r.choice([a(animal), a(animal), "the " + animal])), f"{a(animal).capitalize()} says {SOUNDS[animal]}."


def capital(r):
    land = r.choice(["France", r.choice(list(CAPITALS))]) if r.random() < 0.2 else r.choice(list(CAPITALS))
    form = r.choice(["what is the capital of {}", "capital of {}", "which city is the capital of {}", "what's the capital of {}", "the capital of {}",
                     "tell me the capital of {}", "name the capital of {}", "what is the capital city of {}", "do you know the capital of {}"])
    return form.format(land), f"The capital of {land} is {CAPITALS[land]}."


def how_many(r):
    part, whole = r.choice(list(COUNTS))
    n = COUNTS[part, whole]
    named = "the alphabet" if whole == "alphabet" else "an hour" if whole == "hour" else a(whole)
    if whole in HAS:
        form = r.choice(["how many {p} are in {w}", "how many {p} does {w} have", "how many {p} has {w}", "how many {p} are there in {w}"])
    else:
        form = r.choice(["how many {p} does {w} have", "how many {p} has {w}", "how many {p} does {w} have"])
    return form.format(p=part, w=named), f"{named[0].upper() + named[1:]} has {n} {part}."


def yes_no(r):
    *subject, right, wrong = r.choice(YES_NO.replace("\n", "|").split("|")).split()
    subject, right, wrong = " ".join(subject), right.replace("_", " "), wrong.replace("_", " ")
    s = subject[0].upper() + subject[1:]
    if r.random() < 0.5:
        return f"is {subject} {right}", f"Yes. {s} is {right}."
    return f"is {subject} {wrong}", f"No. {s} is {right}."


FACTS = [(7, count), (10, add), (2, big_math), (3, neighbour), (3, colour), (3, opposite), (2, sound), (2, capital), (2, how_many), (4, yes_no)]
