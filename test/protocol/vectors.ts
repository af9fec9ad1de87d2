// Bytes whose meaning is fixed by nano's and nanoserver's sources; docs/protocol.md prints them too.
import { makeDictionary } from '../../src/protocol/dictionary.ts'
import type { Message } from '../../src/protocol/message.ts'
import { PACKET } from '../../src/protocol/packet.ts'
import { makeUtf8 } from '../../src/protocol/utf8.ts'

export const fromHex = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
export const toHex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
export const ascii = (text: string): Uint8Array => makeUtf8(text)

export const HELLO = ascii('hello world')
export const DICTIONARY = makeDictionary({ 'test.test.test': 100, test1: 101, test2: 102, test3: 103 })
/** For the last line of the table: the push whose route is in the dictionary as 103. */
export const DICTIONARY_OF_PUSH = makeDictionary({ 'test.test.test3': 103 })
export const XXTEA_KEY = '7AEC4MA152BQE9HWQ7KB'

export const PACKETS = [
  { name: 'Handshake', type: PACKET.handshake, body: HELLO, hex: '0100000b68656c6c6f20776f726c64' },
  { name: 'Kick', type: PACKET.kick, body: HELLO, hex: '0500000b68656c6c6f20776f726c64' },
  { name: 'HandshakeAck', type: PACKET.handshakeAck, body: ascii(''), hex: '02000000' },
  { name: 'Heartbeat', type: PACKET.heartbeat, body: ascii(''), hex: '03000000' },
  { name: 'empty Handshake', type: PACKET.handshake, body: ascii(''), hex: '01000000' },
] as const

type MessageVector = {
  readonly name: string
  readonly message: Message
  readonly dictionary?: typeof DICTIONARY
  readonly hex: string
}

export const MESSAGES: readonly MessageVector[] = [
  {
    name: 'Request 100, route by code',
    message: { type: 'request', id: 100, route: 'test.test.test', body: HELLO },
    dictionary: DICTIONARY,
    hex: '0164006468656c6c6f20776f726c64',
  },
  {
    name: 'Request 100, route in full',
    message: { type: 'request', id: 100, route: 'test.test.test4', body: HELLO },
    dictionary: DICTIONARY,
    hex: '00640f746573742e746573742e746573743468656c6c6f20776f726c64',
  },
  {
    name: 'Response 100',
    message: { type: 'response', id: 100, body: HELLO },
    hex: '046468656c6c6f20776f726c64',
  },
  {
    name: 'Notify, route by code',
    message: { type: 'notify', route: 'test.test.test', body: HELLO },
    dictionary: DICTIONARY,
    hex: '03006468656c6c6f20776f726c64',
  },
  {
    name: 'Notify, route in full',
    message: { type: 'notify', route: 'test.test.test20', body: HELLO },
    hex: '0210746573742e746573742e74657374323068656c6c6f20776f726c64',
  },
  {
    name: 'Push, route in full',
    message: { type: 'push', route: 'test.test.test9', body: HELLO },
    hex: '060f746573742e746573742e746573743968656c6c6f20776f726c64',
  },
  {
    name: 'Push, route by code',
    message: { type: 'push', route: 'test.test.test3', body: HELLO },
    dictionary: DICTIONARY_OF_PUSH,
    hex: '07006768656c6c6f20776f726c64',
  },
]

export const VARINTS: readonly (readonly [number, string])[] = [
  [0, '00'],
  [127, '7f'],
  [128, '8001'],
  [129, '8101'],
  [300, 'ac02'],
  [16383, 'ff7f'],
  [16384, '808001'],
  [2097151, 'ffff7f'],
  [4294967295, 'ffffffff0f'],
]

const login: Message = { type: 'request', id: 1, route: 'Manager.Login', body: ascii('{"uid":1}') }
const coin: Message = { type: 'push', route: 'onCoinChange', body: ascii('{"coin":10}') }

/** Whole Data packets, plain and encrypted. */
export const DATA_PACKETS = [
  {
    name: 'Login',
    message: login,
    isEncrypted: false,
    hex: '0400001900010d4d616e616765722e4c6f67696e7b22756964223a317d',
  },
  {
    name: 'Login, XXTEA',
    message: login,
    isEncrypted: true,
    hex: '0400002800010d4d616e616765722e4c6f67696e4d47312b692b584e455972644333503079436d396e773d3d',
  },
  {
    name: 'onCoinChange, XXTEA',
    message: coin,
    isEncrypted: true,
    hex: '04000026060c6f6e436f696e4368616e67654d6d5673356f3151456c564d714f79577755494636513d3d',
  },
] as const

export const CIPHERS: readonly (readonly [plain: string, base64: string])[] = [
  ['{"uid":1}', 'MG1+i+XNEYrdC3P0yCm9nw=='],
  ['{}', 'YXg+IiWVqow='],
  ['{"optype":1,"idx":52}', 'cTVQr0lXwZ4iffalZa+Iskg5J6DKkup39ZgzIQ=='],
  ['', ''],
]
