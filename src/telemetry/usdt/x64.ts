// x86-64: System V calling convention, addresses relative to the instruction pointer.
import { MAP_DONE_AT, MAP_FD_AT, SLOTS_AT } from './block.ts'
import type { CodeWriter } from './code-writer.ts'
import type { Machine, Places } from './machine.ts'
import { BLOCK_BYTES } from './block.ts'
import { CODE_ADDED, CODE_EVENT, ENUMERATE_EXISTING, JIT_CODE } from './machine.ts'

const REGISTERS = ['rdi', 'rsi', 'rdx', 'rcx', 'r8', 'r9'] as const
const SLOT_BYTES = 8
const STUB_ALIGN = 16
const INT3 = 0xcc

/** cvttsd2si of a slot into each register of the arguments: prefixes, opcode and ModRM. */
const LOAD: readonly (readonly number[])[] = [
  [0xf2, 0x48, 0x0f, 0x2c, 0x3d],
  [0xf2, 0x48, 0x0f, 0x2c, 0x35],
  [0xf2, 0x48, 0x0f, 0x2c, 0x15],
  [0xf2, 0x48, 0x0f, 0x2c, 0x0d],
  [0xf2, 0x4c, 0x0f, 0x2c, 0x05],
  [0xf2, 0x4c, 0x0f, 0x2c, 0x0d],
]
/** add <register>, rax */
const ADD_RAX: readonly (readonly number[])[] = [
  [0x48, 0x01, 0xc7],
  [0x48, 0x01, 0xc6],
  [0x48, 0x01, 0xc2],
  [0x48, 0x01, 0xc1],
  [0x49, 0x01, 0xc0],
  [0x49, 0x01, 0xc1],
]
const LEA_RAX = [0x48, 0x8d, 0x05]
const LEA_RSI = [0x48, 0x8d, 0x35]
const LEA_RDX = [0x48, 0x8d, 0x15]
const LEA_R13 = [0x4c, 0x8d, 0x2d]
const CALL_SLOT = [0xff, 0x15]
const CLEAR_EAX = [0x31, 0xc0]
const RET = 0xc3

const NOP1 = [0x90]
/** Kernels from 6.18 on turn this one into a call, a quarter cheaper than a trap; older ones would single-step it. */
const NOP5 = [0x0f, 0x1f, 0x44, 0x00, 0x00]

/** An instruction that ends in the distance to `target`. */
function relative(code: CodeWriter, opcode: readonly number[], target: number): void {
  code.bytes(...opcode)
  code.word(target - (code.at + 4))
}

/** A jump on `condition` whose target comes later; the returned function sets it to where the code is then. */
function jumpLater(code: CodeWriter, condition: number): () => void {
  code.bytes(condition, 0)
  const from = code.at
  return () => code.patchByte(from - 1, code.at - from)
}

const JE = 0x74
const JNE = 0x75

function codeListener(code: CodeWriter, places: Places): number {
  const { type, codeType, start, length, name, nameLength } = CODE_EVENT
  const entry = code.at
  code.bytes(0x83, 0x7f, type, CODE_ADDED) // cmp dword [rdi+type], added
  const isOther = jumpLater(code, JNE)
  code.bytes(0x83, 0x7f, codeType, JIT_CODE) // cmp dword [rdi+codeType], jit
  const isNotJit = jumpLater(code, JNE)
  code.bytes(0x48, 0x8b, 0x57, start) // mov rdx, [rdi+start]
  code.bytes(0x48, 0x8b, 0x4f, length) // mov rcx, [rdi+length]
  code.bytes(0x4c, 0x8b, 0x47, nameLength) // mov r8, [rdi+nameLength]
  code.bytes(0x4c, 0x8b, 0x4f, name) // mov r9, [rdi+name]
  relative(code, LEA_RSI, places.lineFormat)
  relative(code, [0x8b, 0x3d], places.block + MAP_FD_AT) // mov edi, [fd]
  code.bytes(...CLEAR_EAX, 0x48, 0x83, 0xec, 0x08) // sub rsp, 8
  relative(code, CALL_SLOT, places.slots.print)
  code.bytes(0x48, 0x83, 0xc4, 0x08) // add rsp, 8
  isOther()
  isNotJit()
  code.bytes(RET)
  return entry
}

function mapSwitch(code: CodeWriter, places: Places, listener: number | null): number {
  const { currentIsolate, setCodeHandler, print } = places.slots
  const entry = code.at
  code.bytes(0x48, 0x83, 0xec, 0x08) // sub rsp, 8
  const outs = [currentIsolate, setCodeHandler, print].map((slot) => {
    relative(code, [0x48, 0x8b, 0x05], slot) // mov rax, [slot]
    code.bytes(0x48, 0x85, 0xc0) // test rax, rax
    return jumpLater(code, JE)
  })
  relative(code, CALL_SLOT, currentIsolate)
  code.bytes(0x48, 0x89, 0xc7) // mov rdi, rax
  code.bytes(0xbe) // mov esi, options
  code.word(listener === null ? 0 : ENUMERATE_EXISTING)
  if (listener === null)
    code.bytes(0x31, 0xd2) // xor edx, edx
  else relative(code, LEA_RDX, listener)
  relative(code, CALL_SLOT, setCodeHandler)
  code.bytes(0xb8) // mov eax, 1
  code.word(1)
  relative(code, [0x89, 0x05], places.block + MAP_DONE_AT) // mov [done], eax
  for (const out of outs) out()
  code.bytes(0x48, 0x83, 0xc4, 0x08, ...CLEAR_EAX, RET)
  return entry
}

/** rbx the environment, r12 the exports, r13 the row, r14 rows left, [rsp+8] the value made. */
function register(code: CodeWriter, places: Places): number {
  const { createFunction, setNamedProperty, createArrayBuffer } = places.slots
  const entry = code.at
  code.bytes(0x53, 0x41, 0x54, 0x41, 0x55, 0x41, 0x56) // push rbx, r12, r13, r14
  code.bytes(0x48, 0x83, 0xec, 0x18) // sub rsp, 24
  code.bytes(0x48, 0x89, 0xfb, 0x49, 0x89, 0xf4) // mov rbx, rdi; mov r12, rsi
  relative(code, LEA_R13, places.table)
  code.bytes(0x41, 0xbe) // mov r14d, rows
  code.word(places.tableRows)
  const loop = code.at
  code.bytes(0x48, 0x89, 0xdf) // mov rdi, rbx
  code.bytes(0x49, 0x8b, 0x75, 0x00) // mov rsi, [r13]
  code.bytes(0x48, 0xc7, 0xc2, 0xff, 0xff, 0xff, 0xff) // mov rdx, -1: the name ends with a NUL
  code.bytes(0x49, 0x8b, 0x4d, 0x08) // mov rcx, [r13+8]
  code.bytes(0x45, 0x31, 0xc0) // xor r8d, r8d
  code.bytes(0x4c, 0x8d, 0x4c, 0x24, 0x08) // lea r9, [rsp+8]
  relative(code, CALL_SLOT, createFunction)
  code.bytes(0x85, 0xc0) // test eax, eax
  const hasFailed = jumpLater(code, JNE)
  code.bytes(0x49, 0x8b, 0x55, 0x00) // mov rdx, [r13]
  setProperty(code, setNamedProperty)
  hasFailed()
  code.bytes(0x49, 0x83, 0xc5, 0x10) // add r13, 16
  code.bytes(0x41, 0xff, 0xce) // dec r14d
  relative(code, [0x0f, JNE + 0x10], loop)
  code.bytes(0x48, 0x89, 0xdf) // mov rdi, rbx
  relative(code, LEA_RSI, places.block)
  code.bytes(0xba) // mov edx, bytes
  code.word(BLOCK_BYTES)
  code.bytes(0x31, 0xc9, 0x45, 0x31, 0xc0) // xor ecx, ecx; xor r8d, r8d
  code.bytes(0x4c, 0x8d, 0x4c, 0x24, 0x08) // lea r9, [rsp+8]
  relative(code, CALL_SLOT, createArrayBuffer)
  code.bytes(0x85, 0xc0)
  const hasNoBlock = jumpLater(code, JNE)
  relative(code, LEA_RDX, places.blockName)
  setProperty(code, setNamedProperty)
  hasNoBlock()
  code.bytes(0x4c, 0x89, 0xe0, 0x48, 0x83, 0xc4, 0x18) // mov rax, r12; add rsp, 24
  code.bytes(0x41, 0x5e, 0x41, 0x5d, 0x41, 0x5c, 0x5b, RET)
  return entry
}

/** napi_set_named_property(environment, exports, rdx, the value made) */
function setProperty(code: CodeWriter, slot: number): void {
  code.bytes(0x48, 0x89, 0xdf, 0x4c, 0x89, 0xe6) // mov rdi, rbx; mov rsi, r12
  code.bytes(0x48, 0x8b, 0x4c, 0x24, 0x08) // mov rcx, [rsp+8]
  relative(code, CALL_SLOT, slot)
}

/** `isNop5`: for kernels from 6.18 on. */
export const x64 = (isNop5: boolean): Machine => ({
  elfMachine: 62,
  pageBytes: 0x1000,
  relocations: { slot: 6, relative: 8 },
  argument: (type, index) => `${type === 'i64' ? '-8' : '8'}@%${REGISTERS[index]}`,
  align: (code) => code.align(STUB_ALIGN, () => code.bytes(INT3)),
  stub(code, args, { block }) {
    const entry = code.at
    if (args.some((type) => type !== 'i64')) relative(code, LEA_RAX, block)
    for (const [index, type] of args.entries()) {
      relative(code, LOAD[index]!, block + SLOTS_AT + index * SLOT_BYTES)
      if (type !== 'i64') code.bytes(...ADD_RAX[index]!)
    }
    const nop = code.at
    code.bytes(...(isNop5 ? NOP5 : NOP1), ...CLEAR_EAX, RET)
    return { entry, nop }
  },
  codeListener,
  mapSwitch,
  register,
})
