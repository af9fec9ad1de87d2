// The generated object, byte by byte, for both architectures and on any system.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { arm64 } from '../../../src/telemetry/usdt/arm64.ts'
import { BLOCK_BYTES, MAX_PROBES } from '../../../src/telemetry/usdt/block.ts'
import { makeObject } from '../../../src/telemetry/usdt/elf.ts'
import type { ProbeShape } from '../../../src/telemetry/usdt/elf.ts'
import type { Machine } from '../../../src/telemetry/usdt/machine.ts'
import { IMPORTS } from '../../../src/telemetry/usdt/machine.ts'
import type { ArgumentType } from '../../../src/telemetry/usdt/probe-spec.ts'
import { PROBE, PROBE_NAMES, PROBES } from '../../../src/telemetry/usdt/probes.ts'
import { objectFor } from '../../../src/telemetry/usdt/provider.ts'
import { x64 } from '../../../src/telemetry/usdt/x64.ts'
import { fc } from '../../support/property.ts'
import { ElfReader } from './elf-reader.ts'

type Known = {
  readonly name: string
  readonly machine: Machine
  readonly elfMachine: number
  readonly nop: string
  readonly argument: RegExp
  readonly golden: string
}

/** Hashes of `SMALL`: other bytes are another program, to be looked at with a disassembler before they are put here. */
const KNOWN: readonly Known[] = [
  {
    name: 'x64',
    machine: x64(false),
    elfMachine: 62,
    nop: '90',
    argument: /^-?8@%(rdi|rsi|rdx|rcx|r8|r9)$/,
    golden: 'df063db2f8c8e76c11c13a53401b675dd0b470b7a450b8345cf67b47a4e831aa',
  },
  {
    name: 'x64 with nops of five bytes',
    machine: x64(true),
    elfMachine: 62,
    nop: '0f1f440000',
    argument: /^-?8@%(rdi|rsi|rdx|rcx|r8|r9)$/,
    golden: '2ac090034821cc5b33c77ab9f0c96796505b98435e1d162f509a14c119135453',
  },
  {
    name: 'arm64',
    machine: arm64,
    elfMachine: 183,
    nop: '1f2003d5',
    argument: /^-?8@x[0-5]$/,
    golden: '790ee90877ec9b38e2637fc7240635fc96069dd106d4e36962464e2a2d56c003',
  },
]

const SMALL: readonly ProbeShape[] = [
  { name: 'six', args: ['i64', 'str', 'i64', 'text', 'i64', 'str'] },
  { name: 'one', args: ['i64'] },
  { name: 'none', args: [] },
]

const PROGBITS_IN_MEMORY_WRITABLE = 3
const LOAD = 1
const [RX, RW] = [5, 6]

for (const { name, machine, elfMachine, nop, argument, golden } of KNOWN) {
  const whole = new ElfReader(objectFor(machine))

  test(`${name}: the same probes make the same bytes, and these`, () => {
    const bytes = makeObject({ provider: 'golden', machine, probes: SMALL })
    assert.deepEqual(bytes, makeObject({ provider: 'golden', machine, probes: SMALL }))
    assert.equal(createHash('sha256').update(bytes).digest('hex'), golden)
  })

  test(`${name}: every probe of the catalogue has its note, in its order, with its arguments`, () => {
    assert.equal(whole.machine, elfMachine)
    assert.deepEqual(
      whole.notes.map((note) => note.name),
      PROBE_NAMES,
    )
    for (const note of whole.notes) {
      const args = note.args === '' ? [] : note.args.split(' ')
      const { args: declared } = PROBES[note.name as keyof typeof PROBES]
      assert.equal(note.provider, 'xuezhan')
      assert.equal(new Set(args.map((arg) => arg.split('@')[1])).size, declared.length, note.args)
      for (const [index, arg] of args.entries()) {
        assert.match(arg, argument)
        // A number has a sign, a pointer has none.
        assert.equal(arg.startsWith('-'), declared[index]!.type === 'i64')
      }
    }
  })

  test(`${name}: a tracer stops at a nop of the code, and raises a word of its own in the file`, () => {
    const { address, size } = whole.section('.text')
    const block = whole.section('.probes')
    for (const { pc, semaphore, base, name: probe } of whole.notes) {
      assert.ok(pc >= address && pc < address + size)
      const at = whole.offsetOf(pc)
      assert.equal(whole.file.toString('hex', at, at + nop.length / 2), nop)
      assert.equal(semaphore, block.address + PROBE[probe as keyof typeof PROBE] * 2)
      assert.equal(whole.file.readUInt16LE(whole.offsetOf(semaphore)), 0)
      assert.equal(base, whole.section('.stapsdt.base').address)
    }
    assert.equal(new Set(whole.notes.map(({ pc }) => pc)).size, PROBE_NAMES.length)
    assert.equal(block.flags, PROGBITS_IN_MEMORY_WRITABLE)
    assert.equal(block.size, BLOCK_BYTES)
    assert.equal(block.address % 64, 0)
  })

  test(`${name}: nothing is both written and run, and segments lie as pages need it`, () => {
    const loads = whole.segments.filter(({ type }) => type === LOAD)
    assert.deepEqual(
      loads.map(({ flags }) => flags),
      [RX, RW],
    )
    for (const { offset, address, align, fileBytes, memoryBytes } of loads) {
      assert.equal(offset % align, address % align)
      assert.equal(align, machine.pageBytes)
      assert.equal(fileBytes, memoryBytes)
    }
    assert.ok(loads[0]!.address + loads[0]!.memoryBytes <= loads[1]!.address)
    const stack = whole.segments.find(({ type }) => type === 0x6474e551)
    assert.equal(stack?.flags, RW)
  })

  test(`${name}: the loader is asked for these names alone, and moves every pointer inside the object`, () => {
    const imports = whole.symbols.filter(({ name: symbol, address }) => symbol !== '' && address === 0)
    assert.deepEqual(
      imports.map(({ name: symbol, isWeak }) => ({ name: symbol, isWeak })),
      IMPORTS,
    )
    const own = whole.symbols.filter(({ address }) => address !== 0)
    assert.deepEqual(
      own.map(({ name: symbol }) => symbol),
      ['napi_register_module_v1'],
    )
    const { slot, relative } = machine.relocations
    const bySlot = whole.relocations.filter(({ type }) => type === slot)
    assert.deepEqual(
      bySlot.map(({ symbol }) => whole.symbols[symbol]!.name),
      IMPORTS.map((entry) => entry.name),
    )
    for (const { at, type, addend } of whole.relocations) {
      assert.ok(type === slot || type === relative)
      assert.equal(at % 8, 0)
      assert.ok(at >= whole.section('.got').address && at < whole.section('.probes').address)
      if (type === relative) assert.ok(addend < loadsEnd(whole))
    }
    // A name and a routine for each probe, and for both switches of the map.
    assert.equal(whole.relocations.length, IMPORTS.length + 2 * (PROBE_NAMES.length + 2))
  })

  test(`${name}: whatever the probes are, each is found again`, () => {
    const type = fc.constantFrom<ArgumentType>('i64', 'str', 'text')
    const probe = fc.record({
      name: fc.stringMatching(/^[a-z][a-z_]{0,30}$/),
      args: fc.array(type, { maxLength: 6 }),
    })
    fc.assert(
      fc.property(fc.array(probe, { maxLength: MAX_PROBES }), (probes) => {
        const { notes } = new ElfReader(makeObject({ provider: 'any', machine, probes }))
        assert.deepEqual(
          notes.map((note) => [note.name, note.args === '' ? 0 : note.args.split(' ').length]),
          probes.map(({ name: expected, args }) => [expected, args.length]),
        )
      }),
      { numRuns: 30 },
    )
  })

  test(`${name}: more than fits is refused`, () => {
    const many = Array.from({ length: MAX_PROBES + 1 }, (_, index) => ({ name: `p${index}`, args: [] }))
    assert.throws(() => makeObject({ provider: 'p', machine, probes: many }), RangeError)
    const wide = [{ name: 'wide', args: Array.from<ArgumentType>({ length: 7 }).fill('i64') }]
    assert.throws(() => makeObject({ provider: 'p', machine, probes: wide }), /wide has more than 6/)
  })
}

const loadsEnd = (elf: ElfReader): number =>
  Math.max(...elf.segments.map(({ address, memoryBytes }) => address + memoryBytes))

test('no probe has more arguments than registers hold, or a name that a tracer cannot say', () => {
  for (const name of PROBE_NAMES) {
    assert.match(name, /^[a-z]+(__?[a-z]+)*$/)
    assert.ok(PROBES[name].args.length <= 6)
    assert.match(PROBES[name].example, new RegExp(`usdt:\\*:xuezhan:${name} `))
  }
})
