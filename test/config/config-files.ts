// Configurations written to files of a test's own, loaded or refused.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { inspect } from 'node:util'
import type { Environment } from '../../src/config/environment.ts'
import { loadConfig } from '../../src/config/load-config.ts'

export const folder = mkdtempSync(join(tmpdir(), 'xuezhan-config-'))
after(() => rmSync(folder, { recursive: true }))

let files = 0
export function writeFile(content: string): string {
  files += 1
  const path = join(folder, `${files}.toml`)
  writeFileSync(path, content)
  return path
}

export function load(toml: string, env: Environment = {}) {
  return loadConfig({ tomlPath: writeFile(toml), env })
}

export function loaded(toml: string, env: Environment = {}) {
  const result = load(toml, env)
  assert.ok(result.ok, inspect(result))
  return result.value
}

export function refused(toml: string, env: Environment = {}) {
  const result = load(toml, env)
  assert.ok(!result.ok, 'this configuration should have been refused')
  return result.error
}

export const SECRET_TEXT = 'correct-horse-battery-staple-and-more'

export type Refusal = {
  name: string
  toml?: string
  env?: Environment
  code: string
  source?: RegExp
  key: string
  reason: RegExp
}

/** A test for each: the one mistake is named by its code, source, key and reason. */
export function testRefusals(refusals: readonly Refusal[]): void {
  for (const { name, toml = '', env = {}, code, source = /\.toml$/, key, reason } of refusals) {
    test(`refuses ${name}`, () => {
      const errors = refused(toml, env)
      assert.equal(errors.length, 1, inspect(errors))
      const [error] = errors
      assert.equal(error?.code, code)
      assert.equal(error.key, key)
      assert.match(error.source, source)
      assert.match(error.reason, reason)
    })
  }
}
