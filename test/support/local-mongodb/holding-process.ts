/** The program of `holdMongo`: opens MongoDB on a folder and says which process and socket it is. */
import { openMongoDb } from '../../../src/local-mongodb/open-mongodb.ts';
import { createLog } from '../../../src/log.ts';
import { connectMongo } from '../../../src/store/connect.ts';

const [dataDir = '', path] = process.argv.slice(2);
const handle = await openMongoDb({ dataDir, log: createLog('silent'), path });
const connection = await connectMongo(handle);
await connection.collection('facts').insertOne({ n: 0 });
const socketFolder = /(gp-db-\w+)/.exec(decodeURIComponent(handle.uri))?.[1];
process.stdout.write(`${handle.pid} ${socketFolder}\n`);
