/** Joins a running tool's engine and writes until it is killed. Argument: the data folder. */
import { openMongoDb } from '../../src/local-mongodb/open-mongodb.ts';
import { createLog } from '../../src/log.ts';
import { connectMongo } from '../../src/store/connect.ts';

const [dataDir = ''] = process.argv.slice(2);
const handle = await openMongoDb({ dataDir, log: createLog('silent'), visit: true });
const connection = await connectMongo(handle);
const facts = connection.collection('facts');
for (let n = 0; ; n += 1) {
  await facts.insertOne({ n });
  if (n === 20) process.stdout.write('writing\n');
}
