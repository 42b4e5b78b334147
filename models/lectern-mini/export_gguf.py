"""Write the trained model as one GGUF file (version 3, little endian), with nothing but the standard library and torch.

    python3 export_gguf.py /tmp/mini/first/lectern-mini.pt /tmp/mini/second/lectern-mini.pt lectern-mini.gguf

Of several checkpoints of one training the mean is written: it answers unfamiliar questions better than either alone.
Matrices become q8_0 (blocks of 32 numbers: a float16 scale and 32 signed bytes), norms stay float32.
"""
import struct
import sys

import torch

from tokenizer import BOS, CHAT_TEMPLATE, EOS, UNK, Tokenizer

U32, I32, F32, BOOL, STRING, ARRAY = 4, 5, 6, 7, 8, 9       # kinds of values
TENSOR_F32, TENSOR_Q8_0 = 0, 8
ALIGN = 32

DESCRIPTION = "The tiny demo model of Lectern: greets, counts, and tells what Lectern is. For a working first minute, not for knowledge."


def main(*checkpoints, path):
    several = [torch.load(checkpoint, map_location="cpu") for checkpoint in checkpoints]
    saved = several[-1]
    saved["weights"] = {name: sum(one["weights"][name] for one in several) / len(several) for name in saved["weights"]}
    tokenizer = Tokenizer(saved["pieces"][6 + 256:])
    tensors = [pack(name, value) for name, value in saved["weights"].items()]
    facts = metadata(saved, tokenizer)

    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(facts))
    for key, kind, value in facts:
        head += string(key) + struct.pack("<I", kind) + encode(kind, value)
    offset = 0
    for name, shape, kind, data in tensors:
        # GGUF counts the row length first; a matrix of torch is [output, input].
        head += string(name) + struct.pack("<I", len(shape)) + struct.pack(f"<{len(shape)}Q", *reversed(shape))
        head += struct.pack("<IQ", kind, offset)
        offset += len(pad(data))
    with open(path, "wb") as file:
        file.write(pad(head))
        for *_, data in tensors: file.write(pad(data))
    print(path, len(pad(head)) + offset, "bytes;", saved["figures"])


def metadata(saved, tokenizer):
    s = saved["sizes"]
    return [
        ("general.architecture", STRING, "llama"),
        ("general.name", STRING, "lectern-mini"),
        ("general.description", STRING, DESCRIPTION),
        ("general.license", STRING, "Apache-2.0"),
        ("general.organization", STRING, "Lectern"),
        ("general.size_label", STRING, f"{saved['figures']['parameters'] / 1e6:.1f}M"),
        ("general.languages", ARRAY, (STRING, ["en"])),
        ("general.file_type", U32, 7),      # mostly q8_0
        ("general.quantization_version", U32, 2),
        ("llama.context_length", U32, s["context"]),
        ("llama.embedding_length", U32, s["dim"]),
        ("llama.block_count", U32, s["layers"]),
        ("llama.feed_forward_length", U32, s["ffn"]),
        ("llama.attention.head_count", U32, s["heads"]),
        ("llama.attention.head_count_kv", U32, s["kv_heads"]),
        ("llama.attention.layer_norm_rms_epsilon", F32, s["eps"]),
        ("llama.rope.dimension_count", U32, s["dim"] // s["heads"]),
        ("llama.rope.freq_base", F32, s["theta"]),
        ("llama.vocab_size", U32, s["vocab"]),
        ("tokenizer.ggml.model", STRING, "llama"),
        ("tokenizer.ggml.pre", STRING, "default"),
        ("tokenizer.ggml.tokens", ARRAY, (STRING, tokenizer.pieces)),
        ("tokenizer.ggml.scores", ARRAY, (F32, tokenizer.scores)),
        ("tokenizer.ggml.token_type", ARRAY, (I32, tokenizer.types)),
        ("tokenizer.ggml.bos_token_id", U32, BOS),
        ("tokenizer.ggml.eos_token_id", U32, EOS),
        ("tokenizer.ggml.unknown_token_id", U32, UNK),
        ("tokenizer.ggml.padding_token_id", U32, EOS),
        ("tokenizer.ggml.add_bos_token", BOOL, True),
        ("tokenizer.ggml.add_eos_token", BOOL, False),
        ("tokenizer.ggml.add_space_prefix", BOOL, False),
        ("tokenizer.chat_template", STRING, CHAT_TEMPLATE),
    ]


def pack(name, value):
    """(GGUF name, shape, kind, bytes) of one weight."""
    if value.dim() == 1:
        return name, tuple(value.shape), TENSOR_F32, value.float().numpy().astype("<f4").tobytes()
    blocks = value.float().reshape(-1, 32)
    scale = (blocks.abs().amax(1, keepdim=True) / 127).half()       # rounded first, so that the numbers fit the stored scale
    numbers = (blocks / scale.float().clamp(min=1e-12)).round().clamp(-127, 127).to(torch.int8)
    rows = torch.cat([scale.view(torch.int8), numbers], 1)
    return name, tuple(value.shape), TENSOR_Q8_0, rows.numpy().tobytes()


def string(text):
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def encode(kind, value):
    if kind == STRING: return string(value)
    if kind == ARRAY:
        inner, items = value
        return struct.pack("<IQ", inner, len(items)) + b"".join(encode(inner, item) for item in items)
    return struct.pack({U32: "<I", I32: "<i", F32: "<f", BOOL: "<?"}[kind], value)


def pad(data):
    return data + bytes(-len(data) % ALIGN)


if __name__ == "__main__":
    main(*sys.argv[1:-1], path=sys.argv[-1])
