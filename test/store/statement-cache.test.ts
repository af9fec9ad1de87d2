import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { StatementCache } from '../../src/store/statement-cache.ts'

test('the same text is prepared once; the least recently used one goes first', () => {
  const database = new DatabaseSync(':memory:')
  const cache = new StatementCache(database, 2)
  const one = cache.prepare('select 1')
  const two = cache.prepare('select 2')
  assert.equal(cache.prepare('select 1'), one)
  cache.prepare('select 3')
  assert.equal(cache.size, 2)
  assert.equal(cache.prepare('select 1'), one)
  assert.notEqual(cache.prepare('select 2'), two)
  database.close()
})

test('a statement that does not parse is not kept', () => {
  const database = new DatabaseSync(':memory:')
  const cache = new StatementCache(database)
  assert.throws(() => cache.prepare('selekt'))
  assert.equal(cache.size, 0)
  database.close()
})
