// What is wrong with a configuration: where it was said, which key, and why it cannot be.

export type ConfigErrorCode = 'UNREADABLE' | 'UNKNOWN_KEY' | 'WRONG_TYPE' | 'IMPOSSIBLE' | 'SECRET_IN_FILE'

export type ConfigError = {
  readonly code: ConfigErrorCode
  /** The file's path, or the environment variable's name. */
  readonly source: string
  /** `section.key`; empty when the whole source is meant. */
  readonly key: string
  /** Never holds the value: it could be a secret. */
  readonly reason: string
}

/** One line for a terminal or a log. */
export const makeConfigErrorLine = (error: ConfigError): string =>
  [error.source, error.key, error.reason].filter((part) => part !== '').join(': ')
