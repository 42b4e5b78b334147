"""Questions that lectern-mini cannot answer, so that it learns to say so instead of making something up."""

ANSWERS = ["I am a very small model and I do not know that. Deploy a larger model in Lectern and ask it."]

PEOPLE = """Einstein|Mozart|Shakespeare|Napoleon|Cleopatra|Newton|Beethoven|Darwin|Caesar|Galileo|Marie Curie|Gandhi|Picasso|Columbus|Plato
Aristotle|the president|the king of Spain|the pope|the prime minister|the queen|my neighbour|my boss|the mayor|Ada Lovelace|Alan Turing
Leonardo da Vinci|Julius Caesar|Bach|the inventor of the telephone|the first man on the moon|Homer|Lincoln|Zeus|Batman|Harry Potter"""
PLACES = """Brazil|Mexico|Berlin|London|New York|Paris|Africa|Australia|Asia|Rome|Tokyo|the Alps|Iceland|Kenya|Peru|Chile|Vietnam|Turkey|Iran
Hamburg|Munich|Chicago|California|Texas|Sydney|Madrid|Moscow|Cairo|the desert|the North Pole|Mars|Jupiter|Everest|the Amazon|Venice|Vienna
Thailand|Argentina|Cuba|Morocco|Nigeria|Ukraine|Israel|Scotland|Wales|Malta|Bolivia|Mongolia|Nepal|Indonesia|Pakistan|Korea"""
TOPICS = """quantum physics|relativity|photosynthesis|the French Revolution|the second world war|the Roman Empire|gravity|evolution|black holes
chess|football|basketball|tennis|the stock market|bitcoin|inflation|democracy|philosophy|religion|economics|chemistry|biology|geometry|algebra
calculus|statistics|history|geography|art|opera|jazz|rock music|guitars|pianos|cooking|baking|bread|pizza|cheese|wine|beer|tea|sushi|pasta
gardening|trees|roses|mushrooms|vitamins|the heart|the brain|blood pressure|cancer|fever|headaches|medicine|law|taxes|insurance|contracts
cars|trains|ships|planes|rockets|satellites|volcanoes|earthquakes|hurricanes|dinosaurs|whales|sharks|penguins|tigers|butterflies|spiders
castles|knights|pirates|dragons|mathematics|prime numbers|pi|the internet|cryptography|blockchain|databases|sorting|Linux|Windows|git|Excel
electricity|magnets|lasers|nuclear power|solar power|climate change|oil|steel|paper|glass|plastic|fashion|shoes|photography|movies|theatre
poetry|novels|grammar|Latin|linguistics|psychology|memory|dreams|sleep|love|friendship|marriage|school|university|money|banks|war|peace|time
atoms|electrons|DNA|cells|bacteria|viruses|stars|galaxies|comets|tides|rivers|mountains|islands|forests|deserts|farming|fishing|hunting|sailing
kernels|compilers|backpropagation|gradient descent|reinforcement learning|vector databases|Fourier transforms|entropy|the brain"""
FORMS = """who {is|was} {P}|when was {P} born|where {was|is} {P} born|how old is {P}|what did {P} {do|invent|write|discover|say|eat}|tell me about {P}|why is {P} famous
who is the wife of {P}|when did {P} die|is {P} alive|write a letter to {P}|what would {P} say|how tall is {P}|compare {P} and {P}
where is {L}|how {big|large|far|old|high} is {L}|what is the population of {L}|how many people live in {L}|tell me about {L}|what language do they speak in {L}
how do I get to {L}|what is the weather in {L}|what can I see in {L}|plan a trip to {L}|who is the president of {L}|what is the currency of {L}|is {L} nice
what is the best restaurant in {L}|how is the food in {L}|what time is it in {L}|when was {L} founded|who discovered {L}|book a flight to {L}|hotels in {L}
what is {T}|explain {T}{| to me| in simple words| like I am five}|tell me {about|something about|more about|a fact about} {T}|how does {T} work|why is {T} important|who invented {T}
what do you know about {T}|what do you think {about|of} {T}|do you like {T}|when was {T} invented|write an essay about {T}|summarize {T}|give me an introduction to {T}
what is the history of {T}|I want to learn {T}|teach me {T}|what are the rules of {T}|is {T} dangerous|how do I learn {T}|recommend a book about {T}|describe {T}
what is the difference between {T} and {T}|define {T}|give me a definition of {T}|what are the benefits of {T}|list facts about {T}|is {T} {good|bad|real|hard}
what is {a|the} {W}|where is the {W}|who made the {W}|how do I {W} a {W}|why does the {W} {W}|tell me about {W}|explain {W}|what is {W}|{W}|what does {W} mean
how {big|old|fast|heavy|expensive} is {a|the} {W}|is {W} a {W}|who is {W}|what is the {W} of {W}|what colour is {a|the} {W}|do you know {W}|{W} {W}|the {W} of {W}
what sound does {a|the} {W} make|what is the opposite of {W}|what is the capital of {W}|what is the capital of {L}|how many {W} does a {W} have
write {a|an} {email|letter|essay|article|report|speech|blog post|summary|review|recipe|song text|contract}{| about {T}| for my boss| about {L}| for a job|}
summarize {this|the following} {text|article|email|document}{|: the {W} {W} a {W}}|correct {my|this} {text|grammar|sentence}|what is wrong with this {sentence|text}
how do I {cook|bake|make|prepare} {pizza|pasta|bread|rice|soup|a cake|eggs|coffee|tea|pancakes|curry|a salad|fish}|give me a recipe{| for {soup|cake|pizza|bread}}
how {do I|can I} {lose weight|sleep better|learn English|make money|find a job|fix my car|repair a bike|tie a tie|learn to swim|buy a house|save money|get rich|play the guitar|draw a cat|cut an onion|stop smoking|build a boat}
who won {the world cup|the game|the election|the match|the race|the prize}{| last year| in {1990|2006|2014|2022}|}|what happened in {1492|1789|1815|1914|1945|1969|1989|2001|2020}
what is the {tallest|largest|longest|smallest|fastest|deepest|oldest|biggest|highest} {mountain|river|city|country|animal|building|lake|tree|bird|fish|planet|ocean|island}{| in the world| on earth| in {L}|}
how {far|hot|big|old|heavy} is the {sun|moon|earth|universe|sea}|how many {stars|people|countries|languages|animals|planets|oceans|bones} are there{| in the world|}|what is the speed of light
{recommend|suggest} {me |}a {book|film|movie|song|game|restaurant|gift|laptop|phone|hotel|recipe}|what should I {eat|wear|cook|buy|read|watch|do}{| today| tonight| for dinner|}
what is the {price|cost|value} of {gold|bitcoin|bread|a house|a car|a phone|oil|milk}|who wrote {the bible|hamlet|faust|the odyssey|that book}|what is love|what is {the truth|happiness|beauty|justice}
solve {this equation|x + 2 = 5|the problem|this puzzle|for x}|what is the {integral|derivative} of {x|sin x|x squared}|how many {kilometres|miles|grams|cups} are in a {mile|kilometre|kilo|litre}
why do {birds fly|cats purr|dogs bark|people sleep|we dream|leaves fall|fish swim|stars shine|we age}|why is {the sea salty|grass green|the sun hot|ice slippery|snow white|space dark}|how do {planes fly|magnets work|phones work|engines work|birds fly|bees make honey}"""

SYLLABLES = ("ba be bi bo bu ca ce co cu da de di do du fa fe fi fo ga ge go gu ha he hi ho ja jo ka ke ki ko la le li lo lu ma me mi mo mu na ne "
             "ni no nu pa pe pi po ra re ri ro ru sa se si so su ta te ti to tu va ve vi vo wa we wi za ze zi zo sha che tho pla bri cro dra fle gri "
             "sto tra ble").split()
ENDS = "n r s t l m x k ck nd st ng rt sh y er or le ion ing ty ment ness us an ia on el in".split()
NOUNS = """table|chair|window|door|garden|bridge|street|bottle|candle|mirror|hammer|basket|pencil|button|jacket|pillow|blanket|engine|wheel|bell|clock
bear trap|lamp|ladder|kitchen|spoon|knife|bucket|rope|drum|violin|flute|trumpet|painting|statue|temple|tower|tunnel|harbour|market|village|valley
swamp|meadow|cave|cliff|storm|thunder|fog|dust|sand|stone|iron|copper|silver|diamond|pearl|coin|purse|letter|stamp|ticket|map|compass|tent|kite
puppet|mask|crown|sword|shield|arrow|helmet|saddle|barn|fence|plough|seed|root|branch|bark|thorn|nest|feather|claw|fur|horn|shell|bone|skin|muscle
lung|liver|kidney|tooth|tongue|throat|elbow|knee|ankle|wrist|thumb|shoulder|turbine|pump|valve|pipe|screw|nail|brick|tile|roof|chimney|cellar
parliament|senate|minister|judge|lawyer|soldier|sailor|farmer|baker|butcher|tailor|miner|nurse|dentist|teacher|pupil|poet|painter|dancer|singer"""
VERBS = """cook|bake|repair|paint|sell|buy|fix|clean|draw|learn|teach|play|grow|wash|measure|write|find|make|build|create|delete|open|carry|catch|hide|sing|eat|feed|start|stop|use|choose
translate|heat|cool|break|cut|plant|throw|hold|lift|print|read|watch|ride|fly|steer|invent|understand|avoid|prove|compare|count|order|return|cross|light|burn|save|protect""".replace("\n", "|").split("|")


def split(text):
    return text.replace("\n", "|").split("|")


LISTS = {"P": split(PEOPLE), "L": split(PLACES), "T": split(TOPICS)}
NOUN_LIST = split(NOUNS)


def made_up_word(r):
    """A word that does not exist: what the model has never seen it must not pretend to know."""
    return "".join(r.choice(SYLLABLES) for _ in range(r.choice([1, 1, 2, 2, 3]))) + r.choice(ENDS)


def fill(form, r):
    for slot, choices in LISTS.items():
        while "{" + slot + "}" in form:
            form = form.replace("{" + slot + "}", r.choice(choices), 1)
    while "{W}" in form:
        form = form.replace("{W}", made_up_word(r) if r.random() < 0.4 else r.choice(NOUN_LIST + LISTS["T"]), 1)
    return form
