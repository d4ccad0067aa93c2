import { enableCompileCache } from 'node:module';
import { resolve } from 'node:path';

/** Where compiled modules are kept: a start of the service with warm ones takes half the processor time. */
const folder = resolve('node_modules/.cache/compile');

enableCompileCache(folder);
process.env.NODE_COMPILE_CACHE = folder; // for threads, and for the services that tests start
