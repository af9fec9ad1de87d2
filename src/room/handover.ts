// When the last of several connections has handed what it was given to the system.
import type { Connection } from './connection.ts'

/** Calls back once; at once where nothing waits. */
export function whenAllHandedOver(connections: readonly Connection[], done: () => void): void {
  let open = 1
  const close = (): void => {
    open -= 1
    if (open === 0) done()
  }
  for (const connection of connections) {
    if (!connection.whenHandedOver) continue
    open += 1
    connection.whenHandedOver(close)
  }
  close()
}
