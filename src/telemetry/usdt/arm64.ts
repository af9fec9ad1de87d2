// AArch64: every instruction one word; addresses within a megabyte relative to it.
import { BLOCK_BYTES, MAP_DONE_AT, MAP_FD_AT, SLOTS_AT } from './block.ts'
import type { CodeWriter } from './code-writer.ts'
import type { Machine, Places } from './machine.ts'
import { CODE_EVENT, ENUMERATE_EXISTING, JIT_CODE } from './machine.ts'

const SLOT_BYTES = 8
const STUB_ALIGN = 16
const NOP = 0xd503201f
const RET = 0xd65f03c0
const CLEAR_X0 = 0xaa1f03e0
const BLR_X16 = 0xd63f0200
/** Kept over calls. */
const [X1, X2, X9, X16, X21] = [1, 2, 9, 16, 21] as const

const IMM19 = 0x7ffff

/** The distance to `target` in words, as most instructions hold it. */
const words19 = (code: CodeWriter, target: number): number => (((target - code.at) >> 2) & IMM19) << 5

/** ldr x<register>, [target] */
const loadX = (code: CodeWriter, register: number, target: number): void =>
  code.word(0x58000000 | words19(code, target) | register)

/** adr x<register>, target */
function addressOf(code: CodeWriter, register: number, target: number): void {
  const distance = target - code.at
  code.word(0x10000000 | ((distance & 3) << 29) | (((distance >> 2) & IMM19) << 5) | register)
}

function call(code: CodeWriter, slot: number): void {
  loadX(code, X16, slot)
  code.word(BLR_X16)
}

/** A branch whose target comes later; the returned function sets it to where the code is then. */
function branchLater(code: CodeWriter, instruction: number): () => void {
  const from = code.at
  code.word(instruction)
  return () => code.patch(from, instruction | ((((code.at - from) >> 2) & IMM19) << 5))
}

const CBNZ_W0 = 0x35000000
const CBNZ_W9 = 0x35000009
const CBZ_X16 = 0xb4000010
const BRANCH_NOT_EQUAL = 0x54000001

const movz = (register: number, value: number): number =>
  (0x52800000 | ((value & 0xffff) << 5) | register) >>> 0
const movkHigh = (register: number, value: number): number =>
  (0x72a00000 | ((value >>> 16) << 5) | register) >>> 0
/** ldr x<to>, [x0, #offset] and ldr w<to>, [x0, #offset] */
const loadFromX0 = (to: number, offset: number): number => (0xf9400000 | ((offset >> 3) << 10) | to) >>> 0
const loadWordFromX0 = (to: number, offset: number): number => (0xb9400000 | ((offset >> 2) << 10) | to) >>> 0

function codeListener(code: CodeWriter, places: Places): number {
  const { type, codeType, start, length, name, nameLength } = CODE_EVENT
  const entry = code.at
  code.word(loadWordFromX0(X9, type))
  const isOther = branchLater(code, CBNZ_W9) // added is 0
  code.word(loadWordFromX0(X9, codeType))
  code.word(0x7100013f | (JIT_CODE << 10)) // cmp w9, jit
  const isNotJit = branchLater(code, BRANCH_NOT_EQUAL)
  code.word(0xa9bf7bfd) // stp x29, x30, [sp, #-16]!
  code.word(0x910003fd) // mov x29, sp
  code.word(loadFromX0(2, start))
  code.word(loadFromX0(3, length))
  code.word(loadWordFromX0(4, nameLength))
  code.word(loadFromX0(5, name))
  addressOf(code, X1, places.lineFormat)
  code.word(0x18000000 | words19(code, places.block + MAP_FD_AT)) // ldr w0, [fd]
  call(code, places.slots.print)
  code.word(0xa8c17bfd) // ldp x29, x30, [sp], #16
  isOther()
  isNotJit()
  code.word(RET)
  return entry
}

function mapSwitch(code: CodeWriter, places: Places, listener: number | null): number {
  const { currentIsolate, setCodeHandler, print } = places.slots
  const entry = code.at
  code.word(0xa9bf7bfd) // stp x29, x30, [sp, #-16]!
  code.word(0x910003fd) // mov x29, sp
  const outs = [currentIsolate, setCodeHandler, print].map((slot) => {
    loadX(code, X16, slot)
    return branchLater(code, CBZ_X16)
  })
  call(code, currentIsolate)
  code.word(movz(1, listener === null ? 0 : ENUMERATE_EXISTING))
  if (listener === null)
    code.word(0xaa1f03e2) // mov x2, xzr
  else addressOf(code, X2, listener)
  call(code, setCodeHandler)
  code.word(movz(0, 1))
  addressOf(code, X9, places.block + MAP_DONE_AT)
  code.word(0xb9000120) // str w0, [x9]
  for (const out of outs) out()
  code.word(0xa8c17bfd) // ldp x29, x30, [sp], #16
  code.word(CLEAR_X0)
  code.word(RET)
  return entry
}

/** x19 the environment, x20 the exports, x21 the row, w22 rows left, [sp+48] the value made. */
function register(code: CodeWriter, places: Places): number {
  const { createFunction, setNamedProperty, createArrayBuffer } = places.slots
  const entry = code.at
  for (const word of [0xa9bc7bfd, 0x910003fd, 0xa90153f3, 0xa9025bf5]) code.word(word) // x29, x30, x19 to x22 on the stack
  for (const word of [0xaa0003f3, 0xaa0103f4]) code.word(word) // mov x19, x0; mov x20, x1
  addressOf(code, X21, places.table)
  code.word(movz(22, places.tableRows))
  const loop = code.at
  code.word(0xaa1303e0) // mov x0, x19
  code.word(0xf94002a1) // ldr x1, [x21]
  code.word(0x92800002) // mov x2, #-1: the name ends with a NUL
  code.word(0xf94006a3) // ldr x3, [x21, #8]
  code.word(0xaa1f03e4) // mov x4, xzr
  code.word(0x9100c3e5) // add x5, sp, #48
  call(code, createFunction)
  const hasFailed = branchLater(code, CBNZ_W0)
  code.word(0xf94002a2) // ldr x2, [x21]
  setProperty(code, setNamedProperty)
  hasFailed()
  code.word(0x910042b5) // add x21, x21, #16
  code.word(0x710006d6) // subs w22, w22, #1
  code.word(BRANCH_NOT_EQUAL | words19(code, loop))
  code.word(0xaa1303e0)
  addressOf(code, X1, places.block)
  code.word(movz(2, BLOCK_BYTES))
  code.word(movkHigh(2, BLOCK_BYTES))
  for (const word of [0xaa1f03e3, 0xaa1f03e4, 0x9100c3e5]) code.word(word) // x3 and x4 null, x5 the place of the value
  call(code, createArrayBuffer)
  const hasNoBlock = branchLater(code, CBNZ_W0)
  addressOf(code, X2, places.blockName)
  setProperty(code, setNamedProperty)
  hasNoBlock()
  code.word(0xaa1403e0) // mov x0, x20
  for (const word of [0xa94153f3, 0xa9425bf5, 0xa8c47bfd]) code.word(word)
  code.word(RET)
  return entry
}

/** napi_set_named_property(environment, exports, x2, the value made) */
function setProperty(code: CodeWriter, slot: number): void {
  for (const word of [0xaa1303e0, 0xaa1403e1, 0xf9401be3]) code.word(word)
  call(code, slot)
}

export const arm64: Machine = {
  elfMachine: 183,
  // Kernels with pages of 64 KiB load it too.
  pageBytes: 0x10000,
  relocations: { slot: 1025, relative: 1027 },
  argument: (type, index) => `${type === 'i64' ? '-8' : '8'}@x${index}`,
  align: (code) => code.align(STUB_ALIGN, () => code.word(NOP)),
  stub(code, args, { block }) {
    const entry = code.at
    if (args.some((type) => type !== 'i64')) addressOf(code, X9, block)
    for (const [index, type] of args.entries()) {
      code.word(0x5c000000 | words19(code, block + SLOTS_AT + index * SLOT_BYTES)) // ldr d0, [slot]
      code.word(0x9e780000 | index) // fcvtzs x<index>, d0
      if (type !== 'i64') code.word(0x8b090000 | (index << 5) | index) // add x<index>, x<index>, x9
    }
    const nop = code.at
    code.word(NOP)
    code.word(CLEAR_X0)
    code.word(RET)
    return { entry, nop }
  },
  codeListener,
  mapSwitch,
  register,
}
