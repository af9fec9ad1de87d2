// The image, read without building it: what it copies is there, what it runs is what `npm start` runs, and what the
// sources import is installed.
import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadConfig } from '../../src/config/load-config.ts'
import { ROOT } from '../support/server-process.ts'

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const lines = read('Dockerfile').split('\n')
const manifest = JSON.parse(read('package.json')) as {
  readonly scripts: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}
const instructions = (name: string): string[] =>
  lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1))

test('runs what npm start runs, without npm or a shell before it', () => {
  const [command] = instructions('CMD')
  assert.equal(`exec ${(JSON.parse(command!) as string[]).join(' ')}`, manifest.scripts['start'])
})

test('is built on the Node that the project is tested with, and does not run as root', () => {
  const major = manifest.devDependencies['node']!.split('.')[0]
  for (const image of instructions('FROM')) assert.match(image, new RegExp(`^node:${major}-`))
  assert.match(instructions('USER').at(-1)!, /^[1-9]\d*:[1-9]\d*$/)
})

test('copies what is there, and nothing that .dockerignore keeps out', () => {
  const taken = read('.dockerignore')
    .split('\n')
    .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []))
  const copied = instructions('COPY')
    .filter((line) => !line.startsWith('--from'))
    .flatMap((line) => line.split(' ').slice(0, -1))
  for (const path of new Set([...taken, ...copied])) assert.ok(existsSync(join(ROOT, path)), path)
  assert.deepEqual(
    copied.filter((path) => !taken.includes(path)),
    [],
  )
})

test('names the ports of the configuration', () => {
  const loaded = loadConfig({ tomlPath: null, env: {} })
  assert.ok(loaded.ok)
  const { gameServer, webserver, ops } = loaded.value
  const ports = [gameServer.port, webserver.addr.port, ops.healthPort, ops.metricsAddr.port]
  assert.deepEqual(instructions('EXPOSE').join(' ').split(' ').map(Number), ports)
})

test('has every package that the sources import', () => {
  const from = /(?:from|import)\s*\(?\s*'([^'.\s>][^'\s]*)'/g
  const names = new Set<string>()
  for (const file of globSync('{src,client}/**/*.ts', { cwd: ROOT })) {
    for (const [, target] of read(file).matchAll(from)) {
      if (!target!.startsWith('node:'))
        names.add(
          target!
            .split('/')
            .slice(0, target!.startsWith('@') ? 2 : 1)
            .join('/'),
        )
    }
  }
  assert.ok(names.size > 10)
  assert.deepEqual(
    [...names].filter((name) => !(name in manifest.dependencies)),
    [],
  )
})
