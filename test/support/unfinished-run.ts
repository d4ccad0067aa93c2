/**
 * A run is failed until mocha says otherwise: when a worker dies of a late exception, mocha waits for it for ever, and Node
 * ends with nothing left to do, and with 0.
 */
export function mochaGlobalSetup(): void {
  process.exitCode = 1;
}
