// Starting and stopping of a listening server, HTTP or TCP.
import type { AddressInfo, Server } from 'node:net'
import { must } from '../lib/assert.ts'

export type ListenAt = {
  readonly port: number
  readonly host: string
  /** Accepting failed later on, for want of file descriptors for example; the server goes on listening. */
  readonly onError: (error: Error) => void
}

/** The chosen port. Rejects where it cannot be listened on. */
export async function listen(server: Server, { port, host, onError }: ListenAt): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(port, host, resolve)
  await promise
  server.removeListener('error', reject)
  server.on('error', onError)
  return (must(server.address(), 'the address of a listening server') as AddressInfo).port
}

/** Stops listening; resolves when every socket of the server is gone. */
export async function stopListening(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.close(() => resolve())
  await promise
}
