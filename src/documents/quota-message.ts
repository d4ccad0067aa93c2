/** Tells a caller that the owner's share is full. */
export function quotaMessage(storageMaxBytes: number): string {
  return `A library may hold ${storageMaxBytes} bytes, texts and index included. Delete documents to make room.`;
}
