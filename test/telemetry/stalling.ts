// Loaded into a server under test before its own code: holds its event loop up when it is told to.

process.on('message', (message: { readonly stallMs?: number }) => {
  const untilMs = performance.now() + (message.stallMs ?? 0)
  while (performance.now() < untilMs);
})
process.channel?.unref()
