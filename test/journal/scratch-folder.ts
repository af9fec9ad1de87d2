// A folder of its own for each test, gone afterwards.

import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { TestContext } from 'node:test'
import { type FileJournal, openFileJournal } from '../../src/journal/file-journal.ts'
import type { FileJournalOptions } from '../../src/journal/file-journal-options.ts'
import type { TestEvent } from './records.ts'

export async function scratchFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'xuezhan-journal-'))
  t.after(async () => {
    for (const journal of opened.get(t) ?? []) await journal.close()
    await rm(folder, { recursive: true, force: true })
  })
  return folder
}

const opened = new WeakMap<TestContext, FileJournal<TestEvent>[]>()

/** A journal in a scratch folder, closed before the folder goes, however the test ends. */
export async function openedJournal(
  t: TestContext,
  options: FileJournalOptions,
): Promise<FileJournal<TestEvent>> {
  const journal = await openFileJournal<TestEvent>(options)
  opened.set(t, [...(opened.get(t) ?? []), journal])
  return journal
}

/** Polls until `isDone`; fails after a generous deadline. */
export async function eventually(what: string, isDone: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS
  while (!(await isDone())) {
    if (Date.now() > deadline) throw new Error(`not in ${DEADLINE_MS} ms: ${what}`)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

const DEADLINE_MS = 10_000
