"""The tokenizer: byte pair encoding the way llama.cpp's "llama" (SentencePiece) tokenizer does it.

A text is split into characters, and the two neighbours whose joined piece has the best score are merged, leftmost
first, until nothing merges. The score of a piece is minus its rank, so earlier merges win. Characters without a piece
become byte tokens <0xNN>, so every text can be encoded. A space is written as "▁"; no space is added in front.
"""
import re
from collections import Counter, defaultdict

UNK, BOS, EOS, SYSTEM, USER, ASSISTANT = range(6)
SPECIAL = ["<unk>", "<s>", "</s>", "<|system|>", "<|user|>", "<|assistant|>"]
FIRST_BYTE = len(SPECIAL)
NORMAL, UNKNOWN, CONTROL, BYTE = 1, 2, 3, 6      # token types of GGUF

# No piece crosses these borders, so words can be encoded one by one and remembered.
WORD = re.compile(r"▁?[A-Za-z]+|▁?[^A-Za-z▁]|▁", re.S)

CHAT_TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}"
    "{% if message['role'] == 'assistant' %}{{ '<|assistant|>' + message['content'] + eos_token }}"
    "{% elif message['role'] == 'system' or message['role'] == 'developer' %}{{ '<|system|>' + message['content'] }}"
    "{% else %}{{ '<|user|>' + message['content'] }}{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}")


class Tokenizer:
    def __init__(self, pieces):
        """pieces: the normal pieces, best first."""
        self.pieces = SPECIAL + [f"<0x{b:02X}>" for b in range(256)] + pieces
        self.scores = [0.0] * (FIRST_BYTE + 256) + [-float(rank) for rank in range(1, len(pieces) + 1)]
        self.types = [UNKNOWN] + [CONTROL] * (len(SPECIAL) - 1) + [BYTE] * 256 + [NORMAL] * len(pieces)
        self.ids = {piece: FIRST_BYTE + 256 + rank for rank, piece in enumerate(pieces)}
        self.known = {}

    def encode(self, text):
        ids = []
        for word in WORD.findall(text.replace(" ", "▁")):
            found = self.known.get(word)
            if found is None:
                found = self.known[word] = self.encode_word(word)
                if len(self.known) > 200_000: self.known.clear()
            ids += found
        return ids

    def encode_word(self, word):
        parts = list(word)
        while True:
            best, at = None, -1
            for i in range(len(parts) - 1):
                rank = self.ids.get(parts[i] + parts[i + 1])
                if rank is not None and (best is None or rank < best): best, at = rank, i
            if best is None: break
            parts[at:at + 2] = [parts[at] + parts[at + 1]]
        return [i for part in parts
                for i in ([self.ids[part]] if part in self.ids else [FIRST_BYTE + b for b in part.encode()])]

    def decode(self, ids):
        data = b""
        for i in ids:
            if self.types[i] == BYTE: data += bytes([i - FIRST_BYTE])
            elif self.types[i] == NORMAL: data += self.pieces[i].replace("▁", " ").encode()
        return data.decode("utf-8", "replace")

    def dialogue(self, turns):
        """Ids of a dialogue as the chat template writes it, and for each id whether the model has to say it."""
        ids, said = [BOS], [False]
        for role, text in turns:
            body = self.encode(text)
            if role == "assistant":
                ids += [ASSISTANT] + body + [EOS]
                said += [False] + [True] * (len(body) + 1)
            else:
                ids += [SYSTEM if role == "system" else USER] + body
                said += [False] * (len(body) + 1)
        return ids, said


def learn(texts, size):
    """The pieces of a tokenizer of `size` tokens in all."""
    counts = Counter(word for text in texts for word in WORD.findall(text.replace(" ", "▁")))
    letters = sorted({chr(c) for c in range(33, 127)} | {"▁"})
    words = [(list(word), n) for word, n in counts.items() if n >= 4 and all(c in letters for c in word)]
    pairs, where = Counter(), defaultdict(set)
    for w, (parts, n) in enumerate(words):
        for pair in zip(parts, parts[1:]):
            pairs[pair] += n
            where[pair].add(w)
    merged = []
    while len(merged) < size - FIRST_BYTE - 256 - len(letters):
        pair = max(pairs, key=lambda p: (pairs[p], p))
        piece = "".join(pair)
        if piece not in merged: merged.append(piece)
        for w in list(where[pair]):
            parts, n = words[w]
            for old in zip(parts, parts[1:]): pairs[old] -= n
            i = 0
            while i < len(parts) - 1:
                if (parts[i], parts[i + 1]) == pair: parts[i:i + 2] = [piece]
                i += 1
            for new in zip(parts, parts[1:]):
                pairs[new] += n
                where[new].add(w)
        del pairs[pair]
    return merged + letters


def samples(checkpoint):
    """Texts with their tokens, for `node evaluate.mjs --tokens`: the corpus and what it does not contain."""
    import torch
    from corpus import Corpus
    tokenizer = Tokenizer(torch.load(checkpoint, map_location="cpu")["pieces"][FIRST_BYTE + 256:])
    talk = Corpus(555)
    texts = [text for _ in range(1000) for _, text in talk.dialogue()]
    texts += ["", " ", "  two  spaces ", "tab\there", "line\nline\r\n", "日本語 ok", "🙂", "é", "<s> </s> <|user|>", " ▁ x", "x=[{1:2}];//"]
    return [(text, tokenizer.encode(text)) for text in texts]


if __name__ == "__main__":
    import json
    import sys
    print(json.dumps(samples(sys.argv[1])))
