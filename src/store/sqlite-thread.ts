// The thread that SQLite runs in: a commit waits for the disk here, and no table of the process waits with it.

import { parentPort, workerData } from 'node:worker_threads'
import { must } from '../lib/assert.ts'
import { SqliteEngine, type Ran, type SqliteOptions, type Statement } from './sqlite-engine.ts'

/** An error does not cross threads with its own fields. */
export type ThreadError = { readonly message: string; readonly errcode?: unknown; readonly code?: unknown }

export type ThreadAnswer =
  | { readonly kind: 'opened' | 'closed' }
  | { readonly kind: 'ran'; readonly ran: Ran }
  | { readonly kind: 'failed'; readonly error: ThreadError }

/** null closes the database. Answers come in the order of the questions. */
export type ThreadQuestion = Statement | null

const port = must(parentPort, 'the thread that asks')

function errorOf(error: unknown): ThreadError {
  const { message, errcode, code } = error as { message?: unknown; errcode?: unknown; code?: unknown }
  return { message: String(message), errcode, code }
}

function answer(work: () => ThreadAnswer): void {
  try {
    port.postMessage(work())
  } catch (error) {
    port.postMessage({ kind: 'failed', error: errorOf(error) } satisfies ThreadAnswer)
  }
}

answer(() => {
  const engine = new SqliteEngine(workerData as SqliteOptions)
  port.on('message', (question: ThreadQuestion) => {
    answer(() => {
      if (question !== null) return { kind: 'ran', ran: engine.run(question) }
      engine.close()
      return { kind: 'closed' }
    })
    if (question === null) port.close()
  })
  return { kind: 'opened' }
})
