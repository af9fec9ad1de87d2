// What the files for a developer's machine say has to be what the configuration means.

import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'yaml'
import { loadConfig } from '../../src/config/load-config.ts'

const root = new URL('../../', import.meta.url)
const read = (name: string): string => readFileSync(new URL(name, root), 'utf8')

type Compose = {
  readonly services: {
    readonly mysql: {
      readonly image: string
      readonly ports: readonly string[]
      readonly environment: Readonly<Record<string, string>>
      readonly healthcheck: { readonly test: readonly string[] }
    }
  }
}

test('docker-compose.yml makes the database that its comment points xuezhan to', () => {
  const text = read('docker-compose.yml')
  const { mysql } = (parse(text) as Compose).services
  const told = [...text.matchAll(/(XUEZHAN_\w+)=(\S+)/g)].map(([, name, value]) => [name, value] as const)
  const loaded = loadConfig({ tomlPath: null, env: Object.fromEntries(told) })
  assert.ok(loaded.ok)
  const { driver, host, port, dbname, username, password } = loaded.value.database
  assert.equal(driver, 'mysql')
  assert.match(mysql.image, /^mysql:8\.4$/)
  assert.deepEqual(mysql.ports, [`${host}:${port}:3306`])
  assert.equal(mysql.environment['MYSQL_DATABASE'], dbname)
  assert.equal(mysql.environment['MYSQL_USER'], username)
  assert.equal(mysql.environment['MYSQL_PASSWORD'], password?.reveal())
  assert.match(mysql.healthcheck.test.join(' '), new RegExp(`--user=${username}.* ${dbname} `))
})

test('.vscode/launch.json starts what is there', () => {
  const { configurations } = JSON.parse(read('.vscode/launch.json')) as {
    configurations: { name: string; program: string; runtimeExecutable: string }[]
  }
  assert.deepEqual(
    configurations.map(({ name }) => name),
    ['server', 'this test file'],
  )
  for (const { program, runtimeExecutable } of configurations) {
    assert.equal(runtimeExecutable, '${workspaceFolder}/node_modules/.bin/node')
    const file = program.replace('${workspaceFolder}/', '')
    assert.ok(file === '${file}' || existsSync(new URL(file, root)), file)
  }
})
