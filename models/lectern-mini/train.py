"""Train lectern-mini from nothing on the CPU.

    python3 train.py --minutes 25 --out /tmp/mini

Writes <out>/lectern-mini.pt (weights, tokenizer, sizes, figures); export_gguf.py makes the GGUF file of it.
--steps N instead of --minutes gives the same weights again for the same seed on the same machine.
"""
import argparse
import math
import time
from pathlib import Path

import torch
import torch.nn as nn
import torch.nn.functional as F

from corpus import Corpus
from tokenizer import FIRST_BYTE, Tokenizer, learn

SIZES = dict(vocab=2048, dim=192, layers=5, heads=6, kv_heads=3, ffn=512, context=1024, eps=1e-5, theta=10000.0)


class Block(nn.Module):
    """One llama layer; names follow GGUF."""

    def __init__(self, s):
        super().__init__()
        self.heads, self.kv_heads, self.head = s["heads"], s["kv_heads"], s["dim"] // s["heads"]
        kv = self.kv_heads * self.head
        self.attn_norm, self.ffn_norm = Norm(s), Norm(s)
        linear = lambda rows, columns: nn.Linear(rows, columns, bias=False)
        self.attn_q, self.attn_k, self.attn_v = linear(s["dim"], s["dim"]), linear(s["dim"], kv), linear(s["dim"], kv)
        self.attn_output = linear(s["dim"], s["dim"])
        self.ffn_gate, self.ffn_up, self.ffn_down = linear(s["dim"], s["ffn"]), linear(s["dim"], s["ffn"]), linear(s["ffn"], s["dim"])

    def forward(self, x, rope, mask):
        b, t, _ = x.shape
        h = self.attn_norm(x)
        split = lambda y, n: y.view(b, t, n, self.head).transpose(1, 2)
        q, k = rotate(split(self.attn_q(h), self.heads), rope), rotate(split(self.attn_k(h), self.kv_heads), rope)
        v = split(self.attn_v(h), self.kv_heads)
        share = self.heads // self.kv_heads
        k, v = k.repeat_interleave(share, 1), v.repeat_interleave(share, 1)
        weights = torch.softmax((q / math.sqrt(self.head)) @ k.transpose(2, 3) + mask, -1)
        x = x + self.attn_output((weights @ v).transpose(1, 2).reshape(b, t, -1))
        h = self.ffn_norm(x)
        return x + self.ffn_down(F.silu(self.ffn_gate(h)) * self.ffn_up(h))


class Norm(nn.Module):
    def __init__(self, s):
        super().__init__()
        self.weight, self.eps = nn.Parameter(torch.ones(s["dim"])), s["eps"]

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps) * self.weight


def rotate(x, rope):
    """Rotary positions on neighbouring pairs (0,1), (2,3), ...: what llama.cpp does for `llama` without permuting."""
    cos, sin = rope
    even, odd = x[..., 0::2], x[..., 1::2]
    return torch.stack((even * cos - odd * sin, even * sin + odd * cos), -1).flatten(-2)


class Model(nn.Module):
    def __init__(self, s):
        super().__init__()
        self.sizes = s
        self.token_embd = nn.Embedding(s["vocab"], s["dim"])      # also the output matrix (tied)
        self.blk = nn.ModuleList(Block(s) for _ in range(s["layers"]))
        self.output_norm = Norm(s)
        for name, p in self.named_parameters():
            if p.dim() == 2:
                deep = "attn_output" in name or "ffn_down" in name
                nn.init.normal_(p, std=0.04 / math.sqrt(2 * s["layers"]) if deep else 0.04)

    def forward(self, ids):
        t, head = ids.shape[1], self.sizes["dim"] // self.sizes["heads"]
        angles = torch.outer(torch.arange(t).float(), self.sizes["theta"] ** (-torch.arange(0, head, 2).float() / head))
        mask = torch.full((t, t), float("-inf")).triu(1)
        x = self.token_embd(ids)
        for block in self.blk:
            x = block(x, (angles.cos(), angles.sin()), mask)
        return self.output_norm(x)

    def loss(self, ids, said):
        """Mean surprise over the tokens the model itself has to say; questions are not learned by heart."""
        with torch.autocast("cpu", torch.bfloat16):      # twice as fast; weights and loss stay in float32
            x = self(ids[:, :-1])
        targets = ids[:, 1:]
        wanted = said[:, 1:]
        return F.cross_entropy(x[wanted].float() @ self.token_embd.weight.T, targets[wanted])


def row(corpus, tokenizer, length):
    """Dialogues one after another, cut at `length` tokens: (ids, said)."""
    ids, said = [], []
    while len(ids) < length:
        more, mine = tokenizer.dialogue(corpus.dialogue())
        ids += more
        said += mine
    return ids[:length], said[:length]


def batch(corpus, tokenizer, rows, length):
    ids, said = zip(*(row(corpus, tokenizer, length + 1) for _ in range(rows)))
    return torch.tensor(ids), torch.tensor(said)


def shape(step, tokens):
    """Rows and length of a step. Most rows are short, which is quick; some are long, for long conversations."""
    length = 1024 if step % 32 == 15 else 512 if step % 16 == 7 else 256
    return tokens // length, length


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=25)
    parser.add_argument("--steps", type=int, help="instead of --minutes: exactly so many steps")
    parser.add_argument("--tokens", type=int, default=4096, help="per step")
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=Path, help="go on from these weights instead of from nothing")
    parser.add_argument("--out", type=Path, default=Path("/tmp/mini"))
    o = parser.parse_args()
    torch.manual_seed(o.seed)
    torch.set_num_threads(o.threads)
    torch.set_flush_denormal(True)      # tiny attention weights would cost half the time

    talk = Corpus(o.seed)
    before = torch.load(o.start) if o.start else None
    tokenizer = Tokenizer(before["pieces"][FIRST_BYTE + 256:] if before else learn((text for _ in range(60000) for _, text in talk.dialogue()), SIZES["vocab"]))
    talk = Corpus(o.seed + 1)
    held_out = [batch(Corpus(o.seed + 999 + i), tokenizer, 16, 256) for i in range(4)]
    model = Model(SIZES)
    if before: model.load_state_dict(before["weights"])
    count = sum(p.numel() for p in model.parameters())
    decay = [p for p in model.parameters() if p.dim() == 2]
    plain = [p for p in model.parameters() if p.dim() == 1]
    adam = torch.optim.AdamW([{"params": decay, "weight_decay": 0.1}, {"params": plain, "weight_decay": 0.0}], lr=o.rate, betas=(0.9, 0.95))
    print(f"{count:,} parameters", flush=True)

    start, step, progress, mean = time.time(), 0, 0.0, None
    while progress < 1:
        # The rate warms up, stays, and falls to zero over the second half.
        for group in adam.param_groups:
            group["lr"] = o.rate * min(1, (step + 1) / 100) * min(1, 2 * (1 - progress) + 0.01)
        loss = model.loss(*batch(talk, tokenizer, *shape(step, o.tokens)))
        adam.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        adam.step()
        step += 1
        mean = loss.item() if mean is None else 0.98 * mean + 0.02 * loss.item()
        minutes = (time.time() - start) / 60
        progress = step / o.steps if o.steps else minutes / o.minutes
        if step % 50 == 0 or progress >= 1:
            print(f"step {step}  {minutes:.1f} min  loss {mean:.4f}", flush=True)
        if step % 500 == 0 or progress >= 1:
            with torch.no_grad():
                held = sum(model.loss(*rows).item() for rows in held_out) / len(held_out)
            print(f"held-out loss {held:.4f}", flush=True)
            figures = dict(parameters=count, steps=step, tokens=step * o.tokens, minutes=round(minutes, 1), loss=round(mean, 4), held_out_loss=round(held, 4))
            torch.save(dict(sizes=SIZES, pieces=tokenizer.pieces, weights=model.state_dict(), figures=figures), o.out / "lectern-mini.pt")


if __name__ == "__main__":
    main()
