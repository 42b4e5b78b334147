import { Buffer } from 'node:buffer'

/** Lines of an answer, each but the last with its CRLF. */
export const text = (...lines: string[]): Buffer => Buffer.from(lines.join('\r\n'), 'latin1')

/** Answers that are read, and what of them is heard. */
export const sound: Record<string, { bytes: Buffer; heard: object; head?: boolean }> = {
  'a length': {
    bytes: text('HTTP/1.1 200 OK', 'Content-Type: text/plain', 'Content-Length: 5', '', 'hello'),
    heard: { status: 200, body: 'hello', end: 'kept', raw: ['Content-Type', 'text/plain', 'Content-Length', '5'] },
  },
  'no body by length': { bytes: text('HTTP/1.1 200 OK', 'content-length: 0', '', ''), heard: { body: '', end: 'kept' } },
  'chunks, extensions, trailers': {
    bytes: text(
      'HTTP/1.1 200 OK',
      'transfer-encoding: CHUNKED',
      '',
      '5;a="b\t;c"',
      'hello',
      '00001',
      ' ',
      'A',
      '0123456789',
      '0;last',
      'X-Sum: 1',
      'Y:',
      '',
      '',
    ),
    heard: { status: 200, body: 'hello 0123456789', end: 'kept', raw: ['transfer-encoding', 'CHUNKED'] },
  },
  'chunks without trailers': {
    bytes: text('HTTP/1.1 200 OK', 'transfer-encoding: chunked', '', '3', '\r\n\0', '0', '', ''),
    heard: { body: '\r\n\0', end: 'kept' },
  },
  'until the end of the connection': {
    bytes: text('HTTP/1.1 200 OK', 'connection: keep-alive', '', 'all of it\r\n\r\n'),
    heard: { body: 'all of it\r\n\r\n', end: 'kept' },
  },
  'interim answers first': {
    bytes: text(
      'HTTP/1.1 100 Continue',
      '',
      'HTTP/1.1 103 Early Hints',
      'link: </a>',
      '',
      'HTTP/1.1 201',
      'content-length: 1',
      '',
      'x',
    ),
    heard: { status: 201, body: 'x', end: 'kept', raw: ['content-length', '1'] },
  },
  '204 with a length': { bytes: text('HTTP/1.1 204 No', 'content-length: 5', '', ''), heard: { body: '', end: 'kept' } },
  '304 with chunks': { bytes: text('HTTP/1.1 304 No', 'transfer-encoding: chunked', '', ''), heard: { body: '', end: 'kept' } },
  'an answer to HEAD': {
    bytes: text('HTTP/1.1 200 OK', 'content-length: 500', '', ''),
    heard: { body: '', end: 'kept', raw: ['content-length', '500'] },
    head: true,
  },
  'connection: close': {
    bytes: text('HTTP/1.1 200 OK', 'Connection: x, Close', 'content-length: 2', '', 'ab'),
    heard: { body: 'ab', raw: ['Connection', 'x, Close', 'content-length', '2', '(closes)'] },
  },
  'HTTP/1.0': {
    bytes: text('HTTP/1.0 200 OK', 'content-length: 2', '', 'ab'),
    heard: { body: 'ab', raw: ['content-length', '2', '(closes)'] },
  },
  'HTTP/1.0 kept alive': {
    bytes: text('HTTP/1.0 200 OK', 'Connection: Keep-Alive', 'content-length: 2', '', 'ab'),
    heard: { body: 'ab', raw: ['Connection', 'Keep-Alive', 'content-length', '2'] },
  },
  'chunks in HTTP/1.0 are read, and the connection is not kept': {
    bytes: text('HTTP/1.0 200 OK', 'connection: keep-alive', 'transfer-encoding: chunked', '', '1', 'x', '0', '', ''),
    heard: { body: 'x', raw: ['connection', 'keep-alive', 'transfer-encoding', 'chunked', '(closes)'] },
  },
  'blanks around values, bytes above ASCII': {
    bytes: text('HTTP/1.1 200 \xe4', 'a: \t b c \t ', 'b:\xfc', 'c:', 'content-length:\t1', '', '\xff'),
    heard: { raw: ['a', 'b c', 'b', '\xfc', 'c', '', 'content-length', '1'], body: '\xff' },
  },
  'bytes that nobody asked for': {
    bytes: text('HTTP/1.1 200 OK', 'content-length: 2', '', 'abHTTP/1.1 200 OK'),
    heard: { body: 'ab', end: 'excess' },
  },
  'bytes after the last chunk': {
    bytes: text('HTTP/1.1 200 OK', 'transfer-encoding: chunked', '', '1', 'x', '0', '', 'y'),
    heard: { body: 'x', end: 'excess' },
  },
}

export const ok = 'HTTP/1.1 200 OK'
/** Answers that are refused; `code`: where it is another than `ANSWER_MALFORMED`. */
export const unsound: Record<string, { bytes: Buffer; code?: string }> = {
  'nothing at all': { bytes: text(''), code: 'CONNECTION_CLOSED' },
  'half a head': { bytes: text(ok, 'content-le'), code: 'ANSWER_TRUNCATED' },
  'only an interim answer': { bytes: text('HTTP/1.1 100 Continue', '', ''), code: 'ANSWER_TRUNCATED' },
  'too short a body': { bytes: text(ok, 'content-length: 5', '', 'four'), code: 'ANSWER_TRUNCATED' },
  'no last chunk': { bytes: text(ok, 'transfer-encoding: chunked', '', '1', 'x', ''), code: 'ANSWER_TRUNCATED' },
  'no end of trailers': { bytes: text(ok, 'transfer-encoding: chunked', '', '0', ''), code: 'ANSWER_TRUNCATED' },
  'another protocol': { bytes: Buffer.from('\x16\x03\x01\x02\x00\x01\x00\x01\xfc') },
  'HTTP/2': { bytes: text('HTTP/2 200', '', '') },
  'HTTP/1.2': { bytes: text('HTTP/1.2 200 OK', '', '') },
  'a status of two digits': { bytes: text('HTTP/1.1 20 OK', '', '') },
  'a status of four digits': { bytes: text('HTTP/1.1 2000', '', '') },
  'status 099': { bytes: text('HTTP/1.1 099 X', '', '') },
  'two blanks before the status': { bytes: text('HTTP/1.1  200 OK', '', '') },
  'a line before the status': { bytes: text('', ok, 'content-length: 0', '', '') },
  '101': { bytes: text('HTTP/1.1 101 Switching', 'upgrade: x', '', '') },
  'an interim answer of HTTP/1.0': { bytes: text('HTTP/1.0 103 Early Hints', '', ok, 'content-length: 0', '', '') },
  'an interim answer that closes': {
    bytes: text('HTTP/1.1 103 Early Hints', 'connection: close', '', ok, 'content-length: 0', '', ''),
  },
  'a hundred interim answers': { bytes: Buffer.from('HTTP/1.1 102 X\r\n\r\n'.repeat(100)) },
  'both framings': { bytes: text(ok, 'content-length: 3', 'transfer-encoding: chunked', '', '0', '', '') },
  'both framings, the other way round': { bytes: text(ok, 'transfer-encoding: chunked', 'Content-Length: 3', '', '0', '', '') },
  'two lengths': { bytes: text(ok, 'content-length: 1', 'content-length: 2', '', 'ab') },
  'the same length twice': { bytes: text(ok, 'content-length: 2', 'content-length: 2', '', 'ab') },
  'lengths in a list': { bytes: text(ok, 'content-length: 2, 2', '', 'ab') },
  'a length with a sign': { bytes: text(ok, 'content-length: +2', '', 'ab') },
  'a negative length': { bytes: text(ok, 'content-length: -2', '', 'ab') },
  'a length in hex': { bytes: text(ok, 'content-length: 0x2', '', 'ab') },
  'an empty length': { bytes: text(ok, 'content-length:', '', '') },
  'a length no number holds': { bytes: text(ok, 'content-length: 99999999999999999999', '', 'ab') },
  'another encoding': { bytes: text(ok, 'transfer-encoding: gzip, chunked', '', '0', '', '') },
  'chunked and more': { bytes: text(ok, 'transfer-encoding: chunked, identity', '', '0', '', '') },
  'chunked and a tab': { bytes: text(ok, 'transfer-encoding: chunked\t', '', '0', '', '') },
  'chunked twice': { bytes: text(ok, 'transfer-encoding: chunked', 'transfer-encoding: chunked', '', '0', '', '') },
  'nearly chunked': { bytes: text(ok, 'transfer-encoding: xchunked', '', '0', '', '') },
  'a folded line': { bytes: text(ok, 'a: b', ' c', 'content-length: 0', '', '') },
  'a folded line by a tab': { bytes: text(ok, 'a: b', '\tc', 'content-length: 0', '', '') },
  'a blank line first': { bytes: text(ok, ' a: b', 'content-length: 0', '', '') },
  'line feeds alone': { bytes: Buffer.from('HTTP/1.1 200 OK\ncontent-length: 2\n\nab') },
  'one line feed alone': { bytes: Buffer.from('HTTP/1.1 200 OK\r\na: b\ncontent-length: 2\r\n\r\nab') },
  'a return alone': { bytes: text(ok, 'a: b\rc', 'content-length: 0', '', '') },
  'a NUL': { bytes: text(ok, 'a: b\0c', 'content-length: 0', '', '') },
  'a control character': { bytes: text(ok, 'a: b\x07c', 'content-length: 0', '', '') },
  'a blank before the colon': { bytes: text(ok, 'content-length : 2', '', 'ab') },
  'a field without a colon': { bytes: text(ok, 'content-length', '', '') },
  'a field without a name': { bytes: text(ok, ': b', 'content-length: 0', '', '') },
  'a name that is no token': { bytes: text(ok, 'a(b: c', 'content-length: 0', '', '') },
  'too long a head': { bytes: text(ok, `a: ${'x'.repeat(20_000)}`, '', ''), code: 'HEAD_TOO_LARGE' },
  'too long a head, endless': { bytes: text(ok, `a: ${'x'.repeat(20_000)}`), code: 'HEAD_TOO_LARGE' },
  'too many fields': { bytes: text(ok, ...new Array(300).fill('a: b'), '', ''), code: 'HEAD_TOO_LARGE' },
  ...Object.fromEntries(
    ['', 'g', '-1', '+1', ' 1', '1 ', '0x1', '1,', ';a', '00000000000000001', 'fffffffffffff', '1\n'].map((size) => [
      `the chunk size ${JSON.stringify(size)}`,
      { bytes: text(ok, 'transfer-encoding: chunked', '', size, 'x', '0', '', '') },
    ]),
  ),
  'a chunk longer than it said': { bytes: text(ok, 'transfer-encoding: chunked', '', '1', 'xy', '0', '', '') },
  'another byte for the CR after a chunk': { bytes: text(ok, 'transfer-encoding: chunked', '', '1', 'xZ\n0', '', '') },
  'a chunk shorter than it said': { bytes: text(ok, 'transfer-encoding: chunked', '', '3', 'x', '0', '', '') },
  'a line feed alone after a chunk': { bytes: text(ok, 'transfer-encoding: chunked', '', '1', 'x\n0', '', '') },
  'a line feed alone after a size': { bytes: text(ok, 'transfer-encoding: chunked', '', '1\nx', '0', '', '') },
  'a line feed in an extension': { bytes: text(ok, 'transfer-encoding: chunked', '', '1;a\nb', 'x', '0', '', '') },
  ...Object.fromEntries(
    ['a="b', 'a=', 'a b', 'a;;b', 'a="b"c', '=', 'a="b"=c', 'a=b"', '\xe4'].map((extension) => [
      `the chunk extension ${extension}`,
      { bytes: text(ok, 'transfer-encoding: chunked', '', `1;${extension}`, 'x', '0', '', '') },
    ]),
  ),
  'an extension without end': { bytes: text(ok, 'transfer-encoding: chunked', '', `1;${'a'.repeat(5000)}`, 'x', '0', '', '') },
  'a trailer that is none': { bytes: text(ok, 'transfer-encoding: chunked', '', '0', 'no colon', '', '') },
  'a NUL in a trailer': { bytes: text(ok, 'transfer-encoding: chunked', '', '0', 'a: \0', '', '') },
  'a line feed alone at the end': { bytes: Buffer.from(`${ok}\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\n`) },
  'trailers without end': { bytes: text(ok, 'transfer-encoding: chunked', '', '0', 'a: b\r\n'.repeat(4000)) },
}
