// A named set of connections that get the same pushes (nano's word).
import type { Connection, Outgoing } from '../room/connection.ts'

export class Group<C extends Connection = Connection> {
  readonly name: string
  readonly #members = new Map<string, C>()

  constructor(name: string) {
    this.name = name
  }

  get size(): number {
    return this.#members.size
  }

  has(member: C): boolean {
    return this.#members.has(member.id)
  }

  /** Joining twice is joining once. */
  join(member: C): void {
    this.#members.set(member.id, member)
  }

  leave(member: C): void {
    this.#members.delete(member.id)
  }

  broadcast(push: Outgoing): void {
    for (const member of this.#members.values()) member.send(push)
  }

  /** To the members that `wants` picks. */
  multicast(push: Outgoing, wants: (member: C) => boolean): void {
    for (const member of this.#members.values()) {
      if (wants(member)) member.send(push)
    }
  }
}
