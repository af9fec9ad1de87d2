// Runs under a limit on the size of files (real-disk.test.ts): appends until refused, waits for the journal to
// reopen, appends once more, and reports on stdout.

import { openFileJournal } from '../../src/journal/file-journal.ts'
import { recordOf, type TestEvent } from './records.ts'

// Without a handler the kernel's signal at the limit ends the process.
process.on('SIGXFSZ', () => undefined)

const journal = await openFileJournal<TestEvent>({ folder: process.argv[2]! })
const events = [{ type: 'chu', n: 1, text: 'x'.repeat(1_000) }]
let acknowledged = 0
let result = await journal.append(recordOf('a', 1, { events }))
while (result.ok) {
  acknowledged += 1
  result = await journal.append(recordOf('a', acknowledged + 1, { events }))
}
await new Promise<void>((resolve) => {
  journal.onStateChange((state) => {
    if (state.kind === 'open') resolve()
  })
})
const later = await journal.append(recordOf('a', acknowledged + 1))
await journal.close()
console.log(
  JSON.stringify({ acknowledged, refusal: result.error, later: later.ok ? 'ok' : later.error.code }),
)
