/**
 * Makes the RSA keys of a mocha process with 2,048 bits where the product asks for 4,096: those take 1.7 s of processor
 * time each, more than most tests. Programs that tests start make keys of the full length.
 */
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { promisify } from 'node:util';

const make = crypto.generateKeyPair;
const shorten = (options) => ({ ...options, modulusLength: Math.min(options.modulusLength ?? 2048, 2048) });

const makeShort = (type, options, done) => make(type, type === 'rsa' ? shorten(options) : options, done);
makeShort[promisify.custom] = (type, options) =>
  promisify(make)(type, type === 'rsa' ? shorten(options) : options);
crypto.generateKeyPair = makeShort;
syncBuiltinESMExports();
