import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { systemPython } from '../python-environment.ts'

const harness = resolve(import.meta.dirname, '../../src/runtimes/python')

describe('the Python end of frames', () => {
  it('reads what was written, at every cut of the bytes and in random pieces, small frames and large', () => {
    const program = `
import json, random, socket, struct, sys, threading
sys.path.insert(0, ${JSON.stringify(harness)})
from lectern_harness.channel import Channel

def frame(header, payload):
    head = json.dumps(header).encode()
    return struct.pack("<II", 4 + len(head) + len(payload), len(head)) + head + payload

def read(frames, cuts):
    ours, theirs = socket.socketpair()
    data = b"".join(frame(*each) for each in frames)
    def write():
        at = 0
        for cut in sorted(cuts) + [len(data)]:
            ours.sendall(data[at:cut])
            at = cut
    writer = threading.Thread(target=write)
    writer.start()
    channel = Channel(theirs.detach())
    got = [channel.receive() for _ in frames]
    writer.join()
    ours.close()
    try:
        channel.receive()
        raise SystemExit("no end was seen")
    except EOFError:
        pass
    assert [(header, bytes(payload)) for header, payload in got] == frames, cuts

small = [({"op": "a", "id": 1}, b"xyz"), ({"op": "b", "said": "\\u00e9"}, b""), ({}, b"\\x00" * 40)]
size = sum(len(frame(*each)) for each in small)
for cut in range(size + 1):
    read(small, [cut])
random.seed(5)
for _ in range(60):
    frames = [({"id": n}, random.randbytes(random.choice([0, 5, 1000, 70_000, 300_000]))) for n in range(random.randint(1, 6))]
    total = sum(len(frame(*each)) for each in frames)
    read(frames, [random.randint(0, total) for _ in range(random.randint(0, 20))])
print("whole")
`
    expect(execFileSync(systemPython, ['-c', program], { encoding: 'utf8' })).toBe('whole\n')
  })
})
