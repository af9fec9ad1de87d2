// The few file operations a journal needs, as a port: a test puts a failing disk behind it.

import fs from 'node:fs'
import fsp from 'node:fs/promises'
import path from 'node:path'

export interface SegmentFile {
  /** Writes all of `bytes` at `position`, or rejects with some of them written. */
  write(bytes: Buffer, position: number): Promise<void>
  /** fdatasync: resolves when the bytes written so far are on the disk. */
  sync(): Promise<void>
  close(): Promise<void>
}

/** One flat folder; names carry no path. Everything rejects with the operating system's error. */
export interface JournalFiles {
  /** Makes the folder when it is missing. */
  prepare(): Promise<void>
  list(): Promise<string[]>
  /** An empty file, be there one of that name or not. */
  create(name: string): Promise<SegmentFile>
  /** The bytes [from, to) or as many as there are. */
  read(name: string, from: number, to?: number): Promise<Buffer>
  /** Shortens the file and makes that durable. */
  truncate(name: string, bytes: number): Promise<void>
  rename(from: string, to: string): Promise<void>
  /** Missing is as good as removed. */
  remove(name: string): Promise<void>
  /** Makes the names of the folder durable. */
  syncFolder(): Promise<void>
}

export function nodeJournalFiles(folder: string): JournalFiles {
  const at = (name: string): string => path.join(folder, name)
  return {
    prepare: async () => void (await fsp.mkdir(folder, { recursive: true })),
    list: () => fsp.readdir(folder),
    create: async (name) => new NodeSegmentFile(await openForWriting(at(name))),
    async read(name, from, to) {
      const file = await fsp.open(at(name), 'r')
      try {
        const end = Math.min(to ?? Number.POSITIVE_INFINITY, (await file.stat()).size)
        return await readFully(file, from, Math.max(0, end - from))
      } finally {
        await file.close()
      }
    },
    async truncate(name, bytes) {
      const file = await fsp.open(at(name), 'r+')
      try {
        await file.truncate(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
    },
    rename: (from, to) => fsp.rename(at(from), at(to)),
    remove: (name) => fsp.rm(at(name), { force: true }),
    async syncFolder() {
      // Windows opens no folder as a file and keeps its names in a journal of its own.
      if (process.platform === 'win32') return
      const handle = await fsp.open(folder, 'r')
      try {
        await handle.sync()
      } finally {
        await handle.close()
      }
    },
  }
}

async function readFully(file: fsp.FileHandle, from: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length)
  let done = 0
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, from + done)
    if (bytesRead === 0) break
    done += bytesRead
  }
  return bytes.subarray(0, done)
}

const openForWriting = (file: string): Promise<number> =>
  new Promise((resolve, reject) => {
    fs.open(file, 'w', (error, descriptor) => (error ? reject(error) : resolve(descriptor)))
  })

/**
 * What is not larger is written by this thread: the copy into the page cache takes less than a thread of the pool
 * takes to wake, which on a busy machine is most of what a move waits for. A batch of people's moves has some 1 KiB.
 */
const WRITE_HERE_BYTES = 65_536

/** Plain descriptors and callbacks: a batch costs two calls, and their overhead is the latency of a lone table. */
class NodeSegmentFile implements SegmentFile {
  readonly #descriptor: number

  constructor(descriptor: number) {
    this.#descriptor = descriptor
  }

  async write(bytes: Buffer, position: number): Promise<void> {
    if (bytes.length > WRITE_HERE_BYTES) return await this.#writeInPool(bytes, position)
    for (let done = 0; done < bytes.length; ) {
      done += fs.writeSync(this.#descriptor, bytes, done, bytes.length - done, position + done)
    }
  }

  #writeInPool(bytes: Buffer, position: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const writeFrom = (done: number): void => {
        fs.write(this.#descriptor, bytes, done, bytes.length - done, position + done, (error, written) => {
          if (error) reject(error)
          else if (done + written === bytes.length) resolve()
          else writeFrom(done + written)
        })
      }
      writeFrom(0)
    })
  }

  sync(): Promise<void> {
    return new Promise((resolve, reject) => {
      fs.fdatasync(this.#descriptor, (error) => (error ? reject(error) : resolve()))
    })
  }

  close(): Promise<void> {
    return new Promise((resolve, reject) => {
      fs.close(this.#descriptor, (error) => (error ? reject(error) : resolve()))
    })
  }
}
