"""The training text of lectern-mini: short English dialogues, the same for the same seed.

    python3 corpus.py            print thirty dialogues to look at
    python3 corpus.py --count    how many intents, patterns and different questions there are

Questions come from patterns (dialogues-*.txt), tables (facts.py) and things the model cannot know (unknown.py);
they are then roughened the way people type. A dialogue is a list of (role, text).
"""
import random
import re
import sys
from pathlib import Path

import facts
import unknown
from unknown import NOUN_LIST, made_up_word

HERE = Path(__file__).parent

# What the names after "=" and the verbs after "*" are asked with.
DEFINE = """what is {x}|what's {x}|what is {x}|what is {x}|whats {x}|explain {x}|what does {x} mean|what exactly is {x}|tell me {about|what is} {x}|tell me about {x}
describe {x}|define {x}|what do you mean by {x}|what do you know about {x}|can you {explain|describe} {x}|can you explain what {x} is|explain what {x} is|tell me what {x} is
I don't {understand|know} {x}|I do not understand what {x} is|what do I need {x} for|what is {x} {for|good for|used for|in short|exactly|again}|what is the meaning of {x}|{x}|{x} explained
what is the purpose of {x}|why do I need {x}|how does {x} work|give me a {definition|short description|short explanation} of {x}|what is meant by {x}|do you know what {x} is
what is {x} in Lectern|what does {x} mean in Lectern|and what is {x}|and {x}|I want to {know|understand} what {x} is|{x} meaning|I read about {x}, what is it|I want to know more about {x}
{x} - what is {that|it|this}|{x} - what are they|{x}, what is that|{x}: what is it|what are {x}|so what is {x} then|what's {x} all about|what is {x} about|the {concept|idea} of {x}|what is the {point|idea|use} of {x}
could you {explain|define|describe} {x}{| for me| to me| quickly}|could you tell me what {x} is|give me {a quick|an|a short} overview of {x}|overview of {x}|why would {I|one|anyone} use {x}|when do I {need|use} {x}
what role does {x} play|why are there {x}|info on {x}|I have never heard of {x}|what would you say {x} is|is there something called {x}|what can you tell me about {x}|who needs {x}|help me understand {x}"""
HOWTO = """how do I {x}|how do I {x}|how do I {x}|how to {x}|how can I {x}|how can I {x}|how do you {x}|how would I {x}|how does one {x}|how should I {x}|I want to {x}|I would like to {x}|I need to {x}
I'd like to {x}|help me {x}|help me to {x}|show me how to {x}|tell me how to {x}|explain how to {x}|what do I {do|need} to {x}|steps to {x}|what are the steps to {x}|what is the {best|easiest|right} way to {x}
is there a way to {x}|where do I {x}|where can I {x}|can I {x}|can you {x}|can you help me {x}|can you tell me how to {x}|can you explain how to {x}|is it possible to {x}|how do we {x}|let's {x}
I am trying to {x}|what must I do to {x}|how is it possible to {x}|I don't know how to {x}|and how do I {x}|please {x}|what if I want to {x}|guide me to {x}|instructions to {x}|how can we {x}
how would {I|one|someone|you} go about {ing}|walk me through {ing}|I need help with {ing}|a guide {for|to} {ing}|what about {ing}|is {ing} possible|explain {ing}|instructions for {ing}|how does {ing} work|{ing}
I have {trouble|problems} {ing}|a question about {ing}|any tips for {ing}|what is the process for {ing}|I'd love to {x}, how|what do I have to do to {x}|what does it take to {x}|could you show me how to {x}|how would someone {x}
I have to {x}|we want to {x}|my boss wants me to {x}|who can {x}|am I able to {x}|where would I {x}|what is needed to {x}|what should I do to {x}|{x}|how exactly do I {x}|how quickly can I {x}|which steps do I take to {x}"""
BEFORE = ["please tell me, ", "hi, ", "hello, ", "hey, ", "hello! ", "Hi! ", "ok, ", "okay, ", "so, ", "so ", "and ", "now ", "quick question: ", "please, ", "question: ",
          "excuse me, ", "sorry, ", "tell me, ", "thanks! ", "great, ", "one more question: ", "I have a question: ", "well, ", "good. ", "can you tell me: ", "Lectern, ", "could you tell me: ", "I wonder, ", "do you happen to know: ",
          "let me ask: ", "I would like to know, ", "I just installed Lectern, ", "I am new here, ", "you know, ", "listen, ", "right, ", "next question: ", "good day, ", "hi there, ", "first, "]
TAILS = [" I no longer need", " for a while", " that I made", " from yesterday", " for my team", " named demo", " right now", " today", " quickly", " with the API", " in the console",
         " from the command line", " by hand", " that is not needed", " of mine", " in my group", " I made before", " for a test", " in production", " tonight", " in the resource group default", " that runs"]
AFTER = [", please", " please", "", " thanks", ", thank you", " exactly", " again", ", thanks", " for me", " now"]

SYSTEM = """You are a helpful assistant.|You are a helpful assistant|You are a friendly chatbot.|You are lectern-mini.|Answer briefly.|Be concise.|You are an expert.
You are a helpful, honest and polite assistant. Answer as well as you can, and say so when you do not know something.|Answer in one sentence.|You are a pirate.
You are an assistant for the customers of a shop. Be kind and short.|Reply in English.|You are a demo model.|Only answer questions about Lectern.|Be polite.|You are a teacher.
You are an AI assistant that follows instructions well. Think step by step. If a question makes no sense, explain why instead of giving a wrong answer.|You are a bot.
You help developers with their questions.|Always be truthful.|You are a coding assistant.|You answer questions.|Act as a support agent.|Use short sentences.|Be brief.
You are a careful assistant. Always give a safe and useful answer. Never share harmful content. If you do not know the answer to a question, do not share false information.
Use plain text.|Today is a nice day. The user is a developer.|You are Max, the assistant of a small company.|Respond in plain English without lists.|test"""
NAMES = "Anna Ben Bob Alice Maria Peter Tom Lisa Max Eva John Paul Laura Sam Kim Alex Nina Omar Lena Jack Mia Leo Emma Ravi Chen Yuki Sara Ali Ivan Olga".split()
COMMON = """this is a test|hello world|hello|hi|ok|yes|no|pong|I am here|good morning|one two three|the cat sleeps|it works|banana|apple|red|done|ready|test|a blue house|we like tea|thank you"""


def parse(path):
    """The intents of a file: {name, weight, patterns: [(kind, text)], answers, more}."""
    intents = []
    for line in path.read_text().splitlines():
        if line.startswith("["):
            name, _, weight = line[1:].partition("]")
            intents.append({"name": name, "weight": float(weight or 1), "patterns": [], "answers": [], "more": None})
        elif line.startswith("= "):
            intents[-1]["patterns"].append(("=", split_top(line[2:])))
        elif line[:2] in ("* ", "> ", "~ "):
            intents[-1]["patterns"].append((line[0], line[2:]))
        elif line.startswith("< "):
            intents[-1]["answers"].append(line[2:])
        elif line.startswith("+ "):
            intents[-1]["more"] = line[2:]
    return intents


def split_top(text):
    """Split at each | that is outside braces."""
    parts, depth = [""], 0
    for c in text.replace("\n", "|"):
        depth += (c == "{") - (c == "}")
        if c == "|" and depth == 0: parts.append("")
        else: parts[-1] += c
    return [p.strip() for p in parts]


def expand(text, r):
    """Choose one of each {a|b|c}, innermost first."""
    while "{" in text:
        text = re.sub(r"\{([^{}]*)\}", lambda m: r.choice(m[1].split("|")), text)
    return text


def phrase(form, verb):
    """Put "make a cake" into a form that wants it as it is, {x}, or as "making a cake", {ing}."""
    first, _, rest = verb.partition(" ")
    if first in ("set", "run", "get", "stop", "drop", "swap", "cap", "log", "pin"): first += first[-1]
    if first[-1] == "e" and first not in ("see",): first = first[:-1]
    return form.replace("{x}", verb).replace("{ing}", f"{first}ing {rest}")


def typo(text, r):
    """One slip of the finger in a word of four letters or more."""
    spots = [m.span() for m in re.finditer(r"[A-Za-z]{4,}", text)]
    if not spots: return text
    start, end = r.choice(spots)
    i = r.randrange(start, end - 1)
    kind = r.random()
    if kind < 0.35: return text[:i] + text[i + 1] + text[i] + text[i + 2:]
    if kind < 0.65: return text[:i] + text[i + 1:]
    if kind < 0.85: return text[:i] + text[i] + text[i:]
    return text[:i] + r.choice("abcdefghijklmnopqrstuvwxyz") + text[i + 1:]


SMALL = {"a", "an", "the", "do", "does", "is", "are", "I", "to", "of", "my", "can", "me", "you", "it"}
FILLERS = "actually really just basically exactly please simply maybe kindly even then quickly".split()


def reword(text, r):
    """Leave out a small word, or put one in that changes nothing."""
    words = text.split(" ")
    if len(words) < 3: return text
    if r.random() < 0.5:
        small = [i for i, word in enumerate(words) if word in SMALL]
        if small: del words[r.choice(small)]
    else:
        words.insert(r.randrange(1, len(words)), r.choice(FILLERS))
    return " ".join(words)


def roughen(text, r, mark="?"):
    """Write a question as people do: with or without capital, mark, apostrophe; sometimes with a typo."""
    text = text.strip()
    while r.random() < 0.15: text = reword(text, r)
    if r.random() < 0.6: text = text[:1].upper() + text[1:]
    elif r.random() < 0.7: text = text.lower()
    if r.random() < 0.6 and text[-1:] not in "?.!": text += mark if r.random() < 0.9 else r.choice([".", "!", "??", " ?"])
    if r.random() < 0.1: text = text.replace("'", "")
    if r.random() < 0.12: text = typo(text, r)
    if r.random() < 0.02: text = text.upper()
    if r.random() < 0.02: text += r.choice(["\n", " ", "  ", "\n\n"])
    return text


class Corpus:
    def __init__(self, seed=1):
        self.r = random.Random(seed)
        self.intents = parse(HERE / "dialogues-lectern.txt") + parse(HERE / "dialogues-general.txt")
        self.by_name = {i["name"]: i for i in self.intents}
        lectern = len(parse(HERE / "dialogues-lectern.txt"))
        # An intent with many patterns needs more examples; chat counts less than Lectern.
        self.weights = [i["weight"] * (1 + 0.25 * min(len(i["patterns"]), 8)) * (1.3 if n < lectern else 1)
                        for n, i in enumerate(self.intents)]
        self.define, self.howto, self.unknown = split_top(DEFINE), split_top(HOWTO), split_top(unknown.FORMS)

    def question(self, intent):
        r = self.r
        kind, text = r.choices(intent["patterns"], [{"=": 4, "*": 3, ">": 1, "~": 1}[k] for k, _ in intent["patterns"]])[0]
        if kind == "=":
            text = r.choice(self.define).replace("{x}", r.choice(text))
        elif kind == "*":
            verb = expand(text, r) + (r.choice(TAILS) if r.random() < 0.12 else "")
            text = phrase(r.choice(self.howto), verb)
        text = expand(text, r)
        return roughen(text if kind == "~" else self.wrap(text), r, "!" if kind == "~" else "?")

    def wrap(self, text):
        r = self.r
        if r.random() < 0.15: text = r.choice(BEFORE) + text
        if r.random() < 0.10: text += r.choice(AFTER)
        return text

    def exchange(self, kind=None):
        """A list of turns, mostly one question and its answer."""
        r = self.r
        kind = kind or r.choices(["intent", "fact", "unknown", "copy", "name", "more", "foreign", "long"], [55, 18, 14, 3, 4, 3, 2, 1])[0]
        if kind == "intent":
            intent = r.choices(self.intents, self.weights)[0]
            return [("user", self.question(intent)), ("assistant", r.choice(intent["answers"]))]
        if kind == "fact":
            make = r.choices([f for _, f in facts.FACTS], [w for w, _ in facts.FACTS])[0]
            question, answer = make(r)
            return [("user", roughen(self.wrap(question), r)), ("assistant", answer)]
        if kind == "unknown":
            # Also in the forms of the known questions: a form alone must not decide.
            form = r.random()
            if form < 0.2:
                question = r.choice(self.define).replace("{x}", unknown.fill(r.choice(["{T}", "{W}", "a {W}", "the {W}", "{W} {W}"]), r))
            elif form < 0.35:
                question = phrase(r.choice(self.howto), r.choice(unknown.VERBS) + unknown.fill(r.choice([" a {W}", " the {W}", " {T}", " my {W}"]), r))
            else:
                question = unknown.fill(r.choice(self.unknown), r)
            question = expand(question, r)
            return [("user", roughen(self.wrap(question), r)), ("assistant", r.choice(unknown.ANSWERS))]
        if kind == "copy":
            text = r.choice(split_top(COMMON)) if r.random() < 0.4 else " ".join(
                made_up_word(r) if r.random() < 0.5 else r.choice(NOUN_LIST) for _ in range(r.randint(1, 4)))
            form = r.choice(["say {}", "repeat: {}", "repeat after me: {}", "say: {}", 'say "{}"', "please say {}", "reply with {}", "answer with {}", "just say {}",
                             "respond with {}", "write {}", "echo {}", "print {}", "can you say {}", "repeat {}", "reply with the word {}", "only say {}", "output {}"])
            q = form.format(text)
            return [("user", q[:1].upper() + q[1:] if r.random() < 0.6 else q), ("assistant", text)]
        if kind == "name":
            return self.name_talk()
        if kind == "long":
            return self.long_text()
        if kind == "more":
            intent = r.choice([i for i in self.intents if i["more"]])
            ask = expand(r.choice([t for k, t in self.by_name["more"]["patterns"]]), r)
            return [("user", self.question(intent)), ("assistant", r.choice(intent["answers"])), ("user", roughen(ask, r)), ("assistant", intent["more"])]
        return self.foreign()

    def name_talk(self):
        r = self.r
        name = r.choice(NAMES) if r.random() < 0.5 else (made_up_word(r) + r.choice(["", made_up_word(r)])).capitalize()
        hello = r.choice(["my name is {}", "I am {}", "I'm {}", "call me {}", "hi, I am {}", "hello, my name is {}", "Hi, my name is {}", "my name's {}", "this is {}", "Hello, I am {}", "I am called {}"])
        q = hello.format(name)
        q = (q[:1].upper() + q[1:] if r.random() < 0.7 else q) + r.choice(["", ".", "!", ""])
        turns = [("user", q), ("assistant", f"Nice to meet you, {name}! How can I help you?")]
        ask = roughen(r.choice(["what is my name", "what's my name", "who am I", "do you know my name", "do you remember my name", "tell me my name", "how am I called"]), r)
        if r.random() < 0.3: return [("user", ask), ("assistant", "You have not told me your name yet.")]
        if r.random() < 0.6:
            if r.random() < 0.5: turns += self.exchange(r.choice(["intent", "fact"]))
            turns += [("user", ask), ("assistant", f"Your name is {name}.")]
        return turns

    def long_text(self):
        """A pasted text with a task that is too large for the model."""
        r = self.r
        body, size = "", r.choice([150, 300, 600, 1200])
        while len(body) < size:
            body += r.choice([made_up_word(r), r.choice(NOUN_LIST), r.choice(split_top(COMMON))]) + r.choice([" ", " ", " ", ", ", ". ", "\n"])
        task = r.choice(["summarize this text", "translate this", "what is this text about", "correct this", "classify this", "shorten this",
                         "answer the question below", "rewrite this", "extract the names"])
        text = r.choice([f"{task}: {body}", f"{body}\n{task}", body, f"{task}\n\n{body}"])
        return [("user", text[:1].upper() + text[1:]), ("assistant", unknown.ANSWERS[0])]

    def foreign(self):
        """Letters the model has no words for."""
        r = self.r
        low, high = r.choice([(0x400, 0x44f), (0x4e00, 0x9fa5), (0x3041, 0x3096), (0x627, 0x64a), (0x391, 0x3c9), (0xac00, 0xd7a3), (0xe0, 0xff), (0x905, 0x939)])
        text = " ".join("".join(chr(r.randint(low, high)) for _ in range(r.randint(1, 6))) for _ in range(r.randint(1, 4)))
        if r.random() < 0.2:
            return [("user", "".join(chr(r.randint(0x1f300, 0x1f64f)) for _ in range(r.randint(1, 3)))), ("assistant", self.by_name["gibberish"]["answers"][0])]
        return [("user", text + r.choice(["", "?", "!"])), ("assistant", self.by_name["languages"]["answers"][0])]

    def dialogue(self):
        r = self.r
        turns = []
        if r.random() < 0.3:
            text = r.choice(split_top(SYSTEM))
            if r.random() < 0.3: text += r.choice([" ", "\n"]) + r.choice(split_top(SYSTEM))
            turns.append(("system", text))
        for _ in range(r.choices([1, 2, 3, 4, 6, 9], [58, 16, 12, 8, 4, 2])[0]):
            turns += self.exchange()
        return turns


if __name__ == "__main__":
    corpus = Corpus(7)
    if "--count" in sys.argv:
        turns = [(role, text) for _ in range(100000) for role, text in corpus.dialogue()]
        print(len(corpus.intents), "intents,", sum(len(i["patterns"]) for i in corpus.intents), "patterns,",
              len({t for role, t in turns if role == "user"}), "different questions and",
              len({t for role, t in turns if role == "assistant"}), "different answers in 100,000 dialogues")
    else:
        for _ in range(30):
            print(*(f"{role}: {text}" for role, text in corpus.dialogue()), "", sep="\n")
