// The *_str fields of nanoserver's answers: local time of the server, as its Go formats write it.

const two = (value: number): string => String(value).padStart(2, '0')

/** `01-02 15:04:05` of Unix seconds. */
export function shortLocalTime(unixSeconds: number): string {
  const date = new Date(unixSeconds * 1000)
  const day = `${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

/** `2006-01-02 15:04:05` of Unix seconds. */
export const longLocalTime = (unixSeconds: number): string =>
  `${new Date(unixSeconds * 1000).getFullYear()}-${shortLocalTime(unixSeconds)}`
