// What a browser could not load, or should not be given, found by reading the sources.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { SHARED_FOLDERS } from '../../src/web/browser-modules.ts'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const files = globSync('client/**/*.ts', { cwd: ROOT })
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8')
const IMPORT = /^import (type )?[^'"]*['"]([^'"]+)['"]/gm

test('the page imports only what the server gives to browsers', () => {
  const wrong = files.flatMap((file) =>
    [...read(file).matchAll(IMPORT)]
      .filter(([, typeOnly]) => typeOnly === undefined)
      .map(([, , target]) => relative(ROOT, join(ROOT, dirname(file), target!)))
      .filter((target) => !target.startsWith('client/'))
      .filter((target) => !SHARED_FOLDERS.some((folder) => target.startsWith(`src/${folder}/`)))
      .map((target) => `${file} imports ${target}`),
  )
  assert.ok(files.length > 20)
  assert.deepEqual(wrong, [])
})

test('markup is written in one file only, from no player’s text', () => {
  const markup = /innerHTML|outerHTML|insertAdjacentHTML|document\.write/
  const writers = files.filter((file) => markup.test(read(file)))
  assert.deepEqual(writers, ['client/tiles.ts'])
})

test('nothing is fetched from anywhere else', () => {
  const sources = globSync('client/**/*.{ts,css,html}', { cwd: ROOT })
  const outside = sources.filter((file) =>
    /(?:https?:)?\/\/[a-z0-9-]+\.[a-z]/i.test(read(file).replaceAll('http://www.w3.org/2000/svg', '')),
  )
  assert.deepEqual(outside, [])
})

test('the page’s HTML holds no script, no style and no handler of its own', () => {
  const html = read('client/index.html')
  assert.doesNotMatch(html, /<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/i)
  assert.match(html, /<script type="module" src="main\.ts">/)
})

test('every style sheet is linked, and is there', () => {
  const linked = [...read('client/index.html').matchAll(/rel="stylesheet" href="([^"]+)"/g)].map(
    ([, file]) => file,
  )
  const sheets = globSync('*.css', { cwd: join(ROOT, 'client') })
  assert.deepEqual(new Set(linked), new Set(sheets))
})
