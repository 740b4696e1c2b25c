#!/usr/bin/env node
/** Entry of ovctl: hands the process (arguments, environment, streams) to the frame and takes the exit code. */
import { ProcessContext } from './context.js';
import { main } from './main.js';

const context = new ProcessContext(process);
process.exitCode = await main(process.argv.slice(2), context);
context.close();
