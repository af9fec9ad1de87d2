// The dependency direction, checked against the import lines themselves, so that the rule outlives any
// change of linter. The tables below are the rule; docs/architecture.md explains it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { globSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const src = join(root, 'src')

type Import = {
  readonly file: string
  readonly folder: string
  readonly target: string
  readonly typeOnly: boolean
}

/** What each folder may import at run time, beside itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  config: ['lib'],
  rules: ['lib'],
  fairness: ['lib', 'rules'],
  table: ['lib', 'rules'],
  protocol: ['lib'],
  bot: ['lib', 'rules', 'table'],
  room: ['lib', 'rules', 'table', 'protocol'],
  journal: ['lib', 'room'],
  store: ['lib'],
  auth: ['lib'],
  lobby: ['lib', 'rules', 'table', 'protocol', 'room', 'store'],
  net: ['lib', 'protocol', 'room', 'lobby'],
  web: ['lib', 'protocol', 'store', 'auth', 'config'],
  telemetry: ['lib', 'room', 'net', 'lobby', 'journal', 'protocol', 'table', 'web'],
  lifecycle: ['lib'],
  process: ['lib', 'config', 'lifecycle', 'telemetry'],
  wiring: ['lib', 'config', 'auth', 'journal', 'store', 'room', 'lobby', 'lifecycle', 'telemetry', 'process'],
}

/** The whole of the root: the way in, and what puts the parts together. */
const ROOT_FILES = ['main.ts', 'server.ts']

/** Types cost nothing at run time, but still tell who knows whom. */
const MAY_IMPORT_TYPES: Readonly<Record<string, readonly string[]>> = {
  protocol: ['rules', 'table'],
  fairness: ['table'],
  auth: ['config'],
  journal: ['config', 'table'],
  lobby: ['auth', 'config'],
  net: ['auth', 'config', 'rules', 'table'],
  telemetry: ['auth', 'config', 'rules', 'store', 'lifecycle'],
  process: ['lobby'],
  wiring: ['table', 'net', 'web'],
}

/** Constants that a folder may take at run time from one named file of another. */
const MAY_IMPORT_FILES: Readonly<Record<string, readonly string[]>> = {
  protocol: ['table/player.ts', 'rules/meld.ts'],
}

/** No clock, no luck, no input, no output. */
const PURE = ['rules', 'table', 'protocol', 'bot']

/** Each third-party package has one home. */
const PACKAGE_HOME: Readonly<Record<string, string>> = {
  'smol-toml': 'config',
  zod: 'config',
  kysely: 'store',
  mysql2: 'store',
  jose: 'auth',
  ws: 'net',
  ajv: 'net',
  fastify: 'web',
  '@fastify/cors': 'web',
  '@fastify/static': 'web',
  '@fastify/swagger': 'web',
  '@fastify/swagger-ui': 'web',
  '@fastify/rate-limit': 'web',
  '@fastify/type-provider-typebox': 'web',
  typebox: 'web',
  pino: 'telemetry',
  'prom-client': 'telemetry',
  uplot: 'telemetry',
  lightship: 'telemetry',
  '@opentelemetry/api': 'telemetry',
  '@opentelemetry/sdk-trace': 'telemetry',
  '@opentelemetry/resources': 'telemetry',
  '@opentelemetry/exporter-trace-otlp-http': 'telemetry',
}

const files = globSync('**/*.ts', { cwd: src }).map((file) => file.replaceAll('\\', '/'))
const read = (file: string): string => readFileSync(join(src, file), 'utf8')
const folderOf = (file: string): string => (file.includes('/') ? file.slice(0, file.indexOf('/')) : 'main')

const IMPORT = /^(?:import|export)\s+(type\s+)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]/gm

function importsOf(file: string): Import[] {
  return [...read(file).matchAll(IMPORT)].map(([, typeOnly, target]) => ({
    file,
    folder: folderOf(file),
    target: target!.startsWith('.')
      ? relative(src, join(src, dirname(file), target!)).replaceAll('\\', '/')
      : target!,
    typeOnly: typeOnly !== undefined,
  }))
}

const imports = files.flatMap(importsOf)
const isOwn = ({ target }: Import): boolean => files.includes(target)
const packageOf = (target: string): string =>
  target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/')
const say = ({ file, target }: Import): string => `${file} imports ${target}`

test('the scan sees the sources', () => {
  assert.ok(files.length > 50)
  assert.ok(imports.filter(isOwn).length > 100)
})

test('every folder is part of the rule', () => {
  const folders = new Set(files.map(folderOf).filter((folder) => folder !== 'main'))
  assert.deepEqual(
    [...folders].filter((folder) => !(folder in MAY_IMPORT)),
    [],
  )
})

test('the root of the sources holds what composes, and nothing else', () => {
  assert.deepEqual(files.filter((file) => !file.includes('/')).toSorted(), ROOT_FILES)
})

test('dependencies point one way', () => {
  const wrong = imports.filter(isOwn).filter((entry) => {
    const { folder, target, typeOnly } = entry
    const to = folderOf(target)
    if (folder === 'main' || folder === to) return false
    if (MAY_IMPORT[folder]?.includes(to) || MAY_IMPORT_FILES[folder]?.includes(target)) return false
    return !(typeOnly && MAY_IMPORT_TYPES[folder]?.includes(to))
  })
  assert.deepEqual(wrong.map(say), [])
})

test('nothing imports the composition root', () => {
  assert.deepEqual(
    imports
      .filter(({ target }) => isOwn({ target } as Import) && !target.includes('/'))
      .filter(({ folder }) => folder !== 'main')
      .map(say),
    [],
  )
})

test('imports name a file that is there', () => {
  const broken = imports.filter(
    ({ target, file }) => target.includes('.ts') && !isOwn({ target } as Import) && !file.startsWith('..'),
  )
  assert.deepEqual(broken.map(say), [])
})

test('a package enters in one folder', () => {
  const wrong = imports
    .filter((entry) => !isOwn(entry) && !entry.target.startsWith('node:'))
    .filter(({ folder, target }) => PACKAGE_HOME[packageOf(target)] !== folder)
  assert.deepEqual(wrong.map(say), [])
})

test('the pure folders import nothing from outside', () => {
  const wrong = imports.filter((entry) => PURE.includes(entry.folder) && !isOwn(entry))
  assert.deepEqual(wrong.map(say), [])
})

test('the pure folders know no time, no luck and no waiting', () => {
  const forbidden =
    /\b(?:Date\.now|new Date|Math\.random|performance\.|process\.|setTimeout|setInterval|async |await |console\.)/
  const wrong = files
    .filter((file) => PURE.includes(folderOf(file)))
    .filter((file) => forbidden.test(read(file).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')))
  assert.deepEqual(wrong, [])
})

test('no barrels, no default exports, no drawers', () => {
  const drawers = files.filter((file) => /(?:^|\/)(?:index|utils?|helpers?|common|misc)\.ts$/.test(file))
  const defaults = files.filter((file) => /^export default /m.test(read(file)))
  const stars = files.filter((file) => /^export \* from/m.test(read(file)))
  assert.deepEqual({ drawers, defaults, stars }, { drawers: [], defaults: [], stars: [] })
})

test('no cycles between files', () => {
  const graph = new Map(
    files.map((file) => [
      file,
      importsOf(file)
        .filter((entry) => isOwn(entry) && !entry.typeOnly)
        .map(({ target }) => target),
    ]),
  )
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file)
    assert.equal(at, -1, `cycle: ${[...path.slice(at), file].join(' -> ')}`)
    if (done.has(file)) return
    for (const next of graph.get(file) ?? []) visit(next, [...path, file])
    done.add(file)
  }
  for (const file of files) visit(file, [])
})

test('files stay readable in one sitting', () => {
  const MAX_LINES = 300
  const written = globSync('{src,test,bench,client,scripts}/**/*.{ts,js}', { cwd: root })
  assert.ok(written.length > files.length)
  const long = written
    .map((file) => [file, readFileSync(join(root, file), 'utf8').trimEnd().split('\n').length] as const)
    .filter(([, lines]) => lines > MAX_LINES)
  assert.deepEqual(long, [])
})
