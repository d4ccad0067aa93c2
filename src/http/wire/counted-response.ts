import { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** A response that knows what became of it. The one that the server makes: methods patched for each request cost more than they count. */
export class CountedResponse extends ServerResponse {
  #written = 0;
  #headSent = false;

  constructor(...request: ConstructorParameters<typeof ServerResponse>) {
    super(...request);
    this.setMaxListeners(20); // Koa, a stream's pipeline, telemetry and slots listen: Node warns of the eleventh
  }

  override write(chunk: string | Uint8Array, ...rest: unknown[]): boolean {
    this.#written += typeof chunk === 'string' ? Buffer.byteLength(chunk) : chunk.byteLength;
    return Reflect.apply(super.write, this, [chunk, ...rest]) as boolean;
  }

  override writeHead(...head: unknown[]): this {
    if (this.socket) this.#headSent ||= this.socket.writable;
    else this.once('socket', ({ writable }: Socket) => (this.#headSent ||= writable)); // an earlier answer is still being sent
    return Reflect.apply(super.writeHead, this, head) as this;
  }

  /** Bytes of the body. One sent in one piece passes through `end` alone, but its length is declared. */
  get bodyBytes(): number {
    const declared = this.writableFinished ? Number(this.getHeader('Content-Length')) : Number.NaN;
    return Number.isNaN(declared) ? this.#written : declared;
  }

  /**
   * Whether the head was handed to a connection that took it. `headersSent` is true as well for one written after the
   * client had hung up, or kept behind an earlier answer on the same connection until it did.
   */
  get headSent(): boolean {
    return this.#headSent;
  }
}
