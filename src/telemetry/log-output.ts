// Standard output as the log's output, whatever it is. A pipe or socket is written without blocking; a
// file or terminal through the thread pool, so that a hung disk or a stopped terminal holds up no game.
import { fstatSync, write, writeSync } from 'node:fs'
import type { LogOutput, Put } from './log-sink.ts'

const STDOUT = 1
/** Somebody else made the terminal non-blocking, and it is full. */
const RETRY_MS = 50

export function standardOutput(): LogOutput {
  const stats = fstatSync(STDOUT)
  return stats.isFIFO() || stats.isSocket() ? pipeOutput() : fileOutput()
}

function pipeOutput(): LogOutput {
  // Who reads the log may go away (EPIPE); the game goes on without one.
  process.stdout.on('error', () => undefined)
  return {
    put: (chunk, done) => void process.stdout.write(chunk, done),
    putNow: (rest) => void process.stdout.write(rest),
  }
}

const fileOutput = (): LogOutput => ({
  put: (chunk, done) => putBytes(Buffer.from(chunk), done),
  putNow(rest) {
    try {
      writeSync(STDOUT, rest)
    } catch {
      // There is nowhere left to say it.
    }
  },
})

function putBytes(bytes: Uint8Array, done: Parameters<Put>[1]): void {
  write(STDOUT, bytes, (error, written) => {
    if (error?.code === 'EAGAIN') setTimeout(putBytes, RETRY_MS, bytes, done)
    else if (error === null && written < bytes.byteLength) putBytes(bytes.subarray(written), done)
    else done(error)
  })
}
