// Every probe of the process, as data. Pairs carry the same id, so that what lies between two of them can be timed by
// whoever watches: this process reads no clock for a probe. docs/probes.md is written from here.
import type { ProbeSpec } from './probe-spec.ts'
import { i64, str, text } from './probe-spec.ts'

const CONNECTION = i64('conn', 'number of the connection in this process; 0: none')
const TABLE = i64('table', 'six digits by which players find the table')
const SEAT = i64('seat', '0 to 3; -1: none')
const DECISION = i64('id', 'number of the command that is decided')

export const PROBES = {
  handler__start: {
    when: 'A message of a client goes to the handler of its route.',
    args: [
      i64('id', 'number of the message in this process'),
      str('route', 'unknown: no such route'),
      CONNECTION,
      i64('bytes', 'of the message, without its packet'),
    ],
    example: 'usdt:*:xuezhan:handler__start { @bytes[str(arg1)] = hist(arg3); }',
  },
  handler__done: {
    when: 'The message was answered, at once or later.',
    args: [
      i64('id', 'that of its start'),
      str('route', 'as at its start'),
      str('result', 'OK, or the reason of the refusal'),
    ],
    example:
      'usdt:*:xuezhan:handler__start { @t[arg0] = nsecs; } usdt:*:xuezhan:handler__done /@t[arg0]/ { @us[str(arg1)] = hist((nsecs - @t[arg0]) / 1000); delete(@t[arg0]); }',
  },
  ws__open: {
    when: 'A socket became a session.',
    args: [CONNECTION, text('remote', 'address of the client'), str('transport', 'ws or tcp')],
    example: 'usdt:*:xuezhan:ws__open { printf("%d %s\\n", arg0, str(arg1)); }',
  },
  ws__close: {
    when: 'A session ended.',
    args: [
      CONNECTION,
      str('reason', 'name of the close code; CLIENT_GONE: no goodbye'),
      i64('life_ms', 'milliseconds that it lasted'),
    ],
    example: 'usdt:*:xuezhan:ws__close { @[str(arg1)] = hist(arg2); }',
  },
  ws__recv: {
    when: 'Bytes were read off a socket.',
    args: [CONNECTION, i64('bytes', 'that were read at once'), str('transport', 'ws or tcp')],
    example: 'usdt:*:xuezhan:ws__recv { @bytes = hist(arg1); }',
  },
  ws__send: {
    when: 'A push is handed to a socket.',
    args: [
      CONNECTION,
      i64('bytes', 'of its packet'),
      str('route', 'name of the push'),
      i64('buffered', 'bytes before it that are not with the kernel yet'),
    ],
    example: 'usdt:*:xuezhan:ws__send { @bytes[str(arg2)] = sum(arg1); }',
  },
  ws__backpressure: {
    when: 'A push is handed to a socket that still holds others: of the same turn, or because the client does not read.',
    args: [CONNECTION, i64('buffered', 'bytes that are not with the kernel yet')],
    example: 'usdt:*:xuezhan:ws__backpressure /arg1 > 65536/ { @behind[arg0] = max(arg1); }',
  },
  queue__depth: {
    when: 'A command was put into a mailbox; a batch was taken out of the queue of the journal or of the database.',
    args: [
      str('queue', 'mailbox, journal or write_behind'),
      i64('key', 'table of a mailbox, else 0'),
      i64('depth', 'items that wait; journal: records of the batch'),
    ],
    example: 'usdt:*:xuezhan:queue__depth { @[str(arg0)] = hist(arg2); }',
  },
  queue__wait: {
    when: "A command's turn in its table's mailbox came and is over.",
    args: [
      str('queue', 'mailbox'),
      i64('key', 'table'),
      i64('wait_us', 'microseconds between its arrival and its turn'),
    ],
    example: 'usdt:*:xuezhan:queue__wait { @us = hist(arg2); }',
  },
  table__create: {
    when: 'A table was made, and the journal has it.',
    args: [TABLE, text('uuid', 'by which the journal knows it'), i64('public', '1: open to everybody')],
    example: 'usdt:*:xuezhan:table__create { printf("%d %s\\n", arg0, str(arg1)); }',
  },
  table__end: {
    when: 'The match of a table ended.',
    args: [
      TABLE,
      str('reason', 'finished, bust, dissolved, destroyed or frozen'),
      i64('rounds', 'that were played to their end'),
    ],
    example: 'usdt:*:xuezhan:table__end { @[str(arg1)] = count(); }',
  },
  table__action: {
    when: 'A move was journalled and shown.',
    args: [
      TABLE,
      SEAT,
      str('action', 'exchange, lack, discard, peng, gang, hu or pass'),
      i64('tile', '0 to 107; -1: the move names none'),
      i64('seq', "of the table's last event"),
      i64('bot', '1: made by the server'),
    ],
    example:
      'usdt:*:xuezhan:table__action /arg0 == 123456/ { printf("%d %s %d\\n", arg1, str(arg2), arg3); }',
  },
  table__state: {
    when: 'A table went from one phase to another.',
    args: [TABLE, str('from', 'phase'), str('to', 'phase')],
    example: 'usdt:*:xuezhan:table__state { @[str(arg1), str(arg2)] = count(); }',
  },
  decide__start: {
    when: "A command goes to the table's rules; scores are counted there.",
    args: [DECISION, TABLE, str('command', 'its type')],
    example: 'usdt:*:xuezhan:decide__start { @[str(arg2)] = count(); }',
  },
  decide__done: {
    when: 'The rules have answered. Start and end lie in one turn of the event loop.',
    args: [DECISION, TABLE, str('command', 'its type'), i64('accepted', '1: became events')],
    example:
      'usdt:*:xuezhan:decide__start { @t[tid] = nsecs; } usdt:*:xuezhan:decide__done /@t[tid]/ { @us[str(arg2)] = hist((nsecs - @t[tid]) / 1000); delete(@t[tid]); }',
  },
  score: {
    when: 'Points went from one seat to another; once for each payment.',
    args: [
      TABLE,
      str('reason', 'of the payment, as the ledger names it'),
      i64('from', 'seat that paid; -1: the pot'),
      i64('to', 'seat that was paid; -1: the pot'),
      i64('points', 'above 0'),
    ],
    example: 'usdt:*:xuezhan:score { @[str(arg1)] = hist(arg4); }',
  },
  broadcast__start: {
    when: 'What a command brought about begins to be shown.',
    args: [TABLE, i64('events', 'to be shown')],
    example: 'usdt:*:xuezhan:broadcast__start { @events = hist(arg1); }',
  },
  broadcast__done: {
    when: 'Every push of it was handed to its socket. Start and end lie in one turn of the event loop.',
    args: [TABLE, i64('sent', 'pushes')],
    example:
      'usdt:*:xuezhan:broadcast__start { @t[tid] = nsecs; } usdt:*:xuezhan:broadcast__done /@t[tid]/ { @us = hist((nsecs - @t[tid]) / 1000); delete(@t[tid]); }',
  },
  broadcast__handed: {
    when: 'The kernel has its last frame, or will never have it; where it took everything at once, before broadcast__done.',
    args: [
      TABLE,
      str('command', 'type of the command'),
      i64('total_us', 'microseconds since the command arrived'),
      i64('fanout_us', "microseconds since the journal's word"),
    ],
    example: 'usdt:*:xuezhan:broadcast__handed { @us[str(arg1)] = hist(arg2); }',
  },
  ai__start: {
    when: 'A bot begins to think.',
    args: [i64('id', 'number of the thought'), TABLE, SEAT, str('level', 'easy, normal or strong')],
    example: 'usdt:*:xuezhan:ai__start { @[str(arg3)] = count(); }',
  },
  ai__done: {
    when: 'It has an answer. Start and end lie in one turn of the event loop.',
    args: [i64('id', 'that of its start'), TABLE, SEAT, str('answer', 'type of the command')],
    example:
      'usdt:*:xuezhan:ai__start { @t[tid] = nsecs; } usdt:*:xuezhan:ai__done /@t[tid]/ { @us = hist((nsecs - @t[tid]) / 1000); delete(@t[tid]); }',
  },
  db__query__start: {
    when: 'A statement goes to the database.',
    args: [i64('id', 'number of the statement'), text('sql', 'with placeholders, without values')],
    example: 'usdt:*:xuezhan:db__query__start { printf("%s\\n", str(arg1)); }',
  },
  db__query__done: {
    when: 'The database has answered.',
    args: [
      i64('id', 'that of its start'),
      text('sql', 'as at its start'),
      i64('rows', 'read, or changed; -1: failed'),
    ],
    example:
      'usdt:*:xuezhan:db__query__start { @t[arg0] = nsecs; } usdt:*:xuezhan:db__query__done /@t[arg0]/ { @us[str(arg1)] = hist((nsecs - @t[arg0]) / 1000); delete(@t[arg0]); }',
  },
  wal__sync__start: {
    when: 'A batch of the journal begins to be written.',
    args: [i64('id', 'number of the batch'), i64('records', 'in it'), i64('bytes', 'in it')],
    example: 'usdt:*:xuezhan:wal__sync__start { @records = hist(arg1); }',
  },
  wal__sync__done: {
    when: 'It is written and, as journal.fsync says, on the disk.',
    args: [i64('id', 'that of its start'), i64('failed', '1: it could not be written')],
    example:
      'usdt:*:xuezhan:wal__sync__start { @t[arg0] = nsecs; } usdt:*:xuezhan:wal__sync__done /@t[arg0]/ { @us = hist((nsecs - @t[arg0]) / 1000); delete(@t[arg0]); }',
  },
  http__done: {
    when: 'A request of the API or of a page was answered.',
    args: [
      str('route', 'pattern of the path'),
      i64('status', 'of the answer'),
      i64('us', 'microseconds since the request'),
    ],
    example: 'usdt:*:xuezhan:http__done { @[str(arg0), arg1] = hist(arg2); }',
  },
  tick: {
    when: 'The timer by which the event loop is measured rang, some fifty times a second.',
    args: [
      i64('lag_us', 'microseconds that it was late'),
      i64('tables', 'that live'),
      i64('conns', 'open sockets'),
    ],
    example: 'usdt:*:xuezhan:tick { @lag_us = hist(arg0); }',
  },
  db__pool: {
    when: 'With each tick, where the database has a pool.',
    args: [
      i64('in_use', 'connections'),
      i64('idle', 'connections'),
      i64('waiting', 'transactions that wait for a connection'),
    ],
    example: 'usdt:*:xuezhan:db__pool /arg2 > 0/ { @waiting = hist(arg2); }',
  },
  error: {
    when: 'A line of the log at warn or error.',
    args: [str('where', 'name of the event'), text('code', 'code or name of the error; empty: none')],
    example: 'usdt:*:xuezhan:error { printf("%s %s\\n", str(arg0), str(arg1)); }',
  },
} as const satisfies Readonly<Record<string, ProbeSpec>>

export type ProbeName = keyof typeof PROBES

export const PROBE_NAMES = Object.keys(PROBES) as readonly ProbeName[]

/** Index of each probe's semaphore. */
export const PROBE = Object.fromEntries(PROBE_NAMES.map((name, index) => [name, index])) as Readonly<
  Record<ProbeName, number>
>
