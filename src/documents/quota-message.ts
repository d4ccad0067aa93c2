/** The message for an owner whose storage quota is full. */
export function quotaMessage(storageMaxBytes: number): string {
  return `Your documents may take ${storageMaxBytes} bytes, extracted texts and index included. Delete some to make room.`;
}
