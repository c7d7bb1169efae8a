import {
  ProductError,
  addressSchema,
  callbackPath,
  canvasScopes,
  connectMongo,
  createLog,
  createServices,
  defaultInstitutionSettings,
  describeIssues,
  en,
  explainIssue,
  findUrlFault,
  institutionSchema,
  institutionSettingsSchema,
  invitePath,
  openMongoDb,
  platformSchema,
  readSettings,
  runStates,
  settingFields,
  systemSleep,
  toProductError,
  writtenCanvasConnectionSchema,
  writtenSisConnectionSchema
} from "./chunk-IUJVZXQ6.js";

// src/cli/admin.ts
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";

// src/cli/command.ts
import { z } from "zod";
var parameters = z.registry();
function argument(schema, help) {
  return describe(schema, { kind: "argument", help });
}
function option(schema, value, help) {
  return describe(schema, { kind: "option", help, value, repeated: !1 });
}
function repeatedOption(schema, value, help) {
  return describe(z.array(schema).default([]), { kind: "option", help, value, repeated: !0 });
}
function flag(help) {
  return describe(z.boolean().default(!1), { kind: "option", help, value: null, repeated: !1 });
}
function describe(schema, help) {
  let own = schema.clone();
  return parameters.add(own, help), own;
}
function defineCommand(definition) {
  let { name, summary, notes = null } = definition, schema = z.object(definition.input), expected = Object.entries(schema.shape).map(([key, part]) => readParameter(key, part));
  return {
    name,
    summary,
    notes,
    arguments: expected.filter((part) => part.kind === "argument"),
    options: expected.filter((part) => part.kind === "option"),
    prepare(input) {
      let parsed = schema.safeParse(input, { error: explainIssue });
      if (parsed.success) return (context) => definition.run(context, parsed.data);
      let faults = parsed.error.issues.map(({ path, message }) => {
        let part = expected.find(({ key }) => key === path[0]);
        return `${part?.kind === "option" ? `--${part.name}` : part?.name ?? "options"}: ${message}`;
      });
      throw new UsageError(faults.join(`
`));
    }
  };
}
function readParameter(key, schema) {
  let help = parameters.get(schema);
  if (help === void 0) throw new Error(`${key} is neither an argument nor an option`);
  let without = z.safeParse(schema, void 0), facts = {
    key,
    isNeeded: !without.success,
    default: without.success ? tellDefault(without.data) : null
  }, name = key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return help.kind === "argument" ? { ...help, ...facts, name: name.toUpperCase() } : { ...help, ...facts, name };
}
var tellDefault = (value) => typeof value == "string" || typeof value == "number" ? String(value) : null, UsageError = class extends Error {
  name = "UsageError";
};

// src/cli/commands/canvas-api-commands.ts
import { z as z4 } from "zod";

// src/cli/find-institution.ts
import { z as z2 } from "zod";
var institutionArgument = argument(z2.string(), "id, or name in any case");
async function findInstitution({ institutions }, reference) {
  let byId = await institutions.find(reference);
  if (byId !== null) return byId;
  let named = (await institutions.list()).filter(({ name }) => isSameName(name, reference)), [found] = named;
  if (found === void 0) throw notFound(`there is no institution ${reference}; see institution list`);
  if (named.length > 1)
    throw notFound(
      `several institutions are named ${reference}; give an id: ${named.map(({ id }) => id).join(", ")}`
    );
  return found;
}
function isSameName(one, other) {
  let fold = (name) => name.normalize("NFKC").trim().replaceAll(/\s+/g, " ").toLowerCase();
  return fold(one) === fold(other);
}
var notFound = (detail) => new ProductError("institution_invalid", { detail, next: "fix" });

// src/cli/institution-file.ts
import { z as z3 } from "zod";
var address = addressSchema, text = z3.string().trim().min(1), institutionFile = z3.strictObject({
  name: institutionSchema.shape.name,
  enabled: institutionSchema.shape.enabled,
  platform: z3.strictObject(platformSchema.shape),
  /** Deployment ids that may launch at once; others are kept for approval when they first appear. */
  deployments: z3.array(text).default([]),
  canvas: writtenCanvasConnectionSchema,
  sis: writtenSisConnectionSchema.nullable().default(null),
  settings: institutionSettingsSchema.prefault({})
});
function parseInstitutionFile(content) {
  let { deployments, ...institution } = parsePart(institutionFile, content);
  return { institution, deployments };
}
function parseSisConnection(content) {
  return parsePart(writtenSisConnectionSchema, content);
}
function parseSettings(before, content) {
  return parsePart(institutionSettingsSchema, { ...before, ...content });
}
function parsePart(schema, content) {
  let parsed = schema.safeParse(content, { error: explainIssue });
  if (parsed.success) return parsed.data;
  throw new ProductError("institution_invalid", {
    detail: describeIssues(parsed.error.issues, "message", "file"),
    next: "fix"
  });
}

// src/cli/read-input.ts
async function readSecret(terminal2, path) {
  let secret = (await readText(terminal2, path)).replace(/\r?\n$/, "");
  if (secret.trim() === "") throw unusable(path, "it is empty");
  return secret;
}
async function readJson(terminal2, path) {
  let text2 = await readText(terminal2, path);
  try {
    return JSON.parse(text2);
  } catch {
    throw unusable(path, "it is not JSON");
  }
}
async function readText(terminal2, path) {
  try {
    return await terminal2.read(path);
  } catch (cause) {
    let code = cause instanceof Error && "code" in cause ? String(cause.code) : "unreadable";
    throw unusable(path, code, cause);
  }
}
function unusable(path, reason, cause) {
  let name = path === "-" ? "standard input" : path;
  return new ProductError("settings_invalid", { detail: `${name}: ${reason}`, next: "fix", cause });
}

// src/cli/save-institution.ts
var operator = { kind: "operator", id: null, role: null };
async function saveInstitution({ stores, audit }, before, after) {
  await stores.institutions.update(after);
  let key = before.canvas.apiKey?.clientId;
  key !== void 0 && key !== after.canvas.apiKey?.clientId && await stores.canvasGrants.removeInstitution(after.id), await audit.recordChange(operator, before, after);
}
function recordCommand({ audit }, institutionId, command, facts = {}) {
  return audit.record({ institutionId, action: "operator", actor: operator, facts: { command, ...facts } });
}

// src/cli/commands/canvas-api-commands.ts
var listCanvasScopes = defineCommand({
  name: "canvas-api scopes",
  summary: "redirect URI and scopes that the API developer key of a school needs",
  notes: 'A key that enforces scopes also needs "Allow Include Parameters".',
  input: {},
  async run({ services: { settings } }) {
    let redirectUri = `${settings.PUBLIC_URL}${callbackPath}`;
    return {
      text: `${redirectUri}

${canvasScopes.join(`
`)}
`,
      json: { redirectUri, scopes: canvasScopes }
    };
  }
}), setCanvasApi = defineCommand({
  name: "canvas-api set",
  summary: "gives the tool the Canvas API developer key of the school",
  notes: "With another key than before, every teacher is asked for consent again.",
  input: {
    institution: institutionArgument,
    clientId: option(text, "ID", "number of the API developer key"),
    secretFile: option(
      z4.string(),
      "FILE",
      'file with the key itself ("Show Key" in Canvas); - reads standard input'
    )
  },
  async run({ services, terminal: terminal2 }, input) {
    let institution = await findInstitution(services.stores, input.institution), clientSecret = await readSecret(terminal2, input.secretFile), apiKey = { clientId: input.clientId, clientSecret };
    return await saveInstitution(services, institution, {
      ...institution,
      canvas: { ...institution.canvas, apiKey }
    }), {
      text: `${institution.id}  Canvas API key set
`,
      json: { id: institution.id, clientId: input.clientId }
    };
  }
}), clearCanvasApi = defineCommand({
  name: "canvas-api clear",
  summary: "forgets the Canvas API key and every teacher's consent",
  input: { institution: institutionArgument },
  async run({ services }, input) {
    let institution = await findInstitution(services.stores, input.institution);
    return await saveInstitution(services, institution, {
      ...institution,
      canvas: { ...institution.canvas, apiKey: null }
    }), {
      text: `${institution.id}  Canvas API key cleared
`,
      json: { id: institution.id, apiKey: null }
    };
  }
});

// src/cli/commands/deployment-commands.ts
import { z as z5 } from "zod";
var listDeployments = defineCommand({
  name: "deployment list",
  summary: "deployments that were seen in launches or decided, of one institution or of all",
  input: {
    institution: argument(z5.string().optional(), "id, or name in any case; without it all"),
    state: option(
      z5.enum(["pending", "approved", "refused"]).optional(),
      "STATE",
      "only pending, approved or refused ones"
    )
  },
  async run({ services: { stores } }, { institution, state }) {
    let institutions = institution === void 0 ? await stores.institutions.list() : [await findInstitution(stores, institution)], rows = (await Promise.all(
      institutions.map(async ({ id, name }) => (await stores.deployments.list(id)).filter((deployment) => state === void 0 || deployment.state === state).map((deployment) => ({ ...deployment, institution: name })))
    )).flat();
    return { text: rows.map(
      (row) => `${row.institutionId}  ${row.institution}  ${row.state}  ${row.deploymentId}
`
    ).join("") || `none
`, json: rows };
  }
}), approveDeployment = decideCommand("approve", "approved", "lets a deployment launch"), refuseDeployment = decideCommand("refuse", "refused", "lets a deployment launch no more");
function decideCommand(verb, state, summary) {
  return defineCommand({
    name: `deployment ${verb}`,
    summary,
    notes: "A deployment is known here once somebody has opened the tool from it in Canvas.",
    input: {
      institution: institutionArgument,
      deployment: argument(
        text.optional(),
        "its id, as deployment list shows it; without it the one that is pending"
      )
    },
    async run({ services }, input) {
      let { stores } = services, { id } = await findInstitution(stores, input.institution), deploymentId = chooseDeployment(await stores.deployments.list(id), input.deployment);
      return await stores.deployments.decide(id, deploymentId, state), await recordCommand(services, id, `deployment ${verb}`, { deployment: deploymentId }), {
        text: `${deploymentId}: ${state}
`,
        json: { institutionId: id, deploymentId, state }
      };
    }
  });
}
function chooseDeployment(deployments, wanted) {
  let pending = deployments.filter(({ state }) => state === "pending").map(({ deploymentId }) => deploymentId);
  if (wanted !== void 0)
    return requireSeen(deployments, [wanted]), wanted;
  let [only] = pending;
  if (only !== void 0 && pending.length === 1) return only;
  let detail = only === void 0 ? "no deployment is pending; one is once somebody has opened the tool in Canvas" : `several deployments are pending; say which: ${pending.join(", ")}`;
  throw new ProductError("institution_invalid", { detail, next: "fix" });
}
function requireSeen(deployments, wanted) {
  let unseen = wanted.filter((id) => !deployments.some(({ deploymentId }) => deploymentId === id));
  if (unseen.length === 0) return;
  let pending = deployments.filter(({ state }) => state === "pending").map(({ deploymentId }) => deploymentId), detail = `no launch came from deployment ${unseen.join(", ")}; pending: ${pending.join(", ") || "none"}`;
  throw new ProductError("institution_invalid", { detail, next: "fix" });
}

// src/cli/commands/encryption-reencrypt.ts
import { z as z6 } from "zod";
var reencrypt = defineCommand({
  name: "encryption reencrypt",
  summary: "encrypts what is still under an older key with the first key of ENCRYPTION_KEYS",
  notes: [
    "To change the encryption key while the tool runs:",
    "  1. put the new key behind the old one in ENCRYPTION_KEYS of every process, and restart them;",
    "  2. move it to the front everywhere, and restart them;",
    "  3. run this command; interrupted, it goes on where it stopped when it is run again;",
    "  4. when it ends with exit code 0, take the old key away."
  ].join(`
`),
  input: {
    batch: option(z6.coerce.number().int().min(1).max(1e4).default(200), "NUMBER", "records at a time")
  },
  async run({ services: { stores }, terminal: terminal2 }, { batch }) {
    await stores.encryptionCanary.renew();
    let changed = {}, unreadable = [];
    for (let [name, store] of Object.entries(stores.reencryptables)) {
      let after = null;
      do {
        let done = await store.reencrypt(after, batch);
        changed[name] = (changed[name] ?? 0) + done.changed, unreadable.push(...done.unreadable.map((id) => `${name} ${id}`)), done.changed > 0 && terminal2.progress(`${name}: ${changed[name]}`), after = done.next;
      } while (after !== null);
    }
    if (unreadable.length > 0) {
      let detail = `unreadable with the present ENCRYPTION_KEYS: ${unreadable.slice(0, 20).join(", ")}; everything else is done`;
      throw new ProductError("secret_unreadable", { detail, next: "fix" });
    }
    return { text: `${Object.values(changed).reduce((sum, count) => sum + count, 0)} records re-encrypted; older keys are no longer needed
`, json: { changed } };
  }
});

// src/cli/commands/install-link.ts
import { z as z7 } from "zod";

// src/lti/registration/canvas-presets.ts
var canvasPresets = ["production", "beta", "test", "self-hosted"], cloud = {
  production: { issuer: "https://canvas.instructure.com", login: "https://sso.canvaslms.com" },
  beta: { issuer: "https://canvas.beta.instructure.com", login: "https://sso.beta.canvaslms.com" },
  test: { issuer: "https://canvas.test.instructure.com", login: "https://sso.test.canvaslms.com" }
};
function presetPlatform(preset, canvasUrl) {
  let { issuer, login } = preset === "self-hosted" ? { issuer: cloud.production.issuer, login: canvasUrl } : cloud[preset];
  return {
    issuer,
    authorizationEndpoint: `${login}/api/lti/authorize_redirect`,
    tokenEndpoint: `${canvasUrl}/login/oauth2/token`,
    jwksUrl: `${login}/api/lti/security/jwks`
  };
}
function loginOrigins(preset) {
  return preset === "self-hosted" ? [] : [cloud[preset].issuer, cloud[preset].login];
}

// src/cli/check-institution.ts
async function requireUsable(services, before, after, source) {
  let known = new Set(before === null ? [] : findFaults(services, before)), faults = findFaults(services, after).filter((fault) => !known.has(fault));
  if (before === null || !isSameName(before.name, after.name)) {
    let namesake = (await services.stores.institutions.list()).find(
      ({ id, name }) => id !== before?.id && isSameName(name, after.name)
    );
    namesake && faults.push(`name: institution ${namesake.id} has it already; choose one that tells them apart`);
  }
  if (faults.length === 0) return;
  let detail = faults.join(`
`);
  throw source === "options" ? new UsageError(detail) : new ProductError("institution_invalid", { detail, next: "fix" });
}
function requireUsableAddress(address2, { ALLOW_PRIVATE_ADDRESSES }) {
  let fault = findUrlFault(new URL(address2), { allowPrivateAddresses: ALLOW_PRIVATE_ADDRESSES });
  if (fault !== null) throw new UsageError(`${address2}: ${fault}`);
}
function findFaults({ settings, profiles }, { canvas: canvas2, platform, sis }) {
  let addresses = {
    "canvas.baseUrl": canvas2.baseUrl,
    "platform.tokenEndpoint": platform.tokenEndpoint,
    "platform.jwksUrl": platform.jwksUrl,
    ...sis && { "sis.rosteringUrl": sis.rosteringUrl, "sis.gradebookUrl": sis.gradebookUrl },
    ...sis?.auth.kind === "oauth2" && { "sis.auth.tokenUrl": sis.auth.tokenUrl }
  }, faults = Object.entries(addresses).flatMap(([name, address2]) => {
    let fault = findUrlFault(new URL(address2), { allowPrivateAddresses: settings.ALLOW_PRIVATE_ADDRESSES });
    return fault === null ? [] : [`${name}: ${address2}: ${fault}`];
  });
  return sis !== null && !profiles.has(sis.profile) && faults.push(`sis.profile: must be one of ${[...profiles.keys()].join(", ")}`), faults;
}

// src/cli/commands/install-link.ts
var dayMs = 1440 * 6e4, makeInstallLink = defineCommand({
  name: "install-link",
  summary: "makes a one-time link with which a Canvas administrator installs the tool (dynamic registration)",
  notes: `The school pastes the link in Canvas: Admin \u203A Developer Keys \u203A + Developer Key \u203A + LTI Registration. Whoever has the
link can use it, so send it to that person only.`,
  input: {
    canvas: option(address, "URL", "address of the school's Canvas; the link works for no other"),
    name: option(
      institutionSchema.shape.name.optional(),
      "NAME",
      "name of the institution; the host of its Canvas unless said"
    ),
    preset: option(
      z7.enum(canvasPresets).default("production"),
      "NAME",
      `kind of Canvas: ${canvasPresets.join(", ")}`
    ),
    issuer: option(text.optional(), "URL", "who signs launches, where it is not the one of the preset"),
    sisLabel: option(
      institutionSettingsSchema.shape.sisLabel,
      "TEXT",
      "the school's own name for its SIS; its administrator can change it"
    ),
    days: option(z7.coerce.number().min(0.01).max(90).default(7), "NUMBER", "how long the link works")
  },
  async run({ services: { stores, settings, clock, randomBytes }, terminal: terminal2 }, input) {
    requireUsableAddress(input.canvas, settings);
    let name = input.name ?? new URL(input.canvas).host, namesake = (await stores.institutions.list()).find((known) => isSameName(known.name, name));
    namesake && terminal2.progress(`note: institution ${namesake.id} has the name ${name} already`);
    let invite = randomBytes(32).toString("base64url"), expiresAt = new Date(clock().getTime() + input.days * dayMs);
    await stores.installLinks.insert(invite, {
      name,
      canvasUrl: input.canvas,
      issuer: input.issuer ?? presetPlatform(input.preset, input.canvas).issuer,
      loginOrigins: input.issuer === void 0 ? [...loginOrigins(input.preset)] : [],
      sisLabel: input.sisLabel,
      expiresAt
    });
    let url = `${settings.PUBLIC_URL}${invitePath(invite)}`;
    return {
      text: `${url}
works once, until ${expiresAt.toISOString()}, for ${input.canvas}
`,
      json: { url, expiresAt: expiresAt.toISOString() }
    };
  }
});

// src/cli/describe-institution.ts
var kept = "(set)";
function describeInstitution(institution, deployments) {
  let { canvas: canvas2, sis, ...rest } = institution;
  return {
    ...rest,
    canvas: { ...canvas2, apiKey: canvas2.apiKey && { clientId: canvas2.apiKey.clientId, clientSecret: kept } },
    sis: sis && describeSis(sis),
    deployments: deployments.map(({ deploymentId, state, firstSeenAt }) => ({
      deploymentId,
      state,
      firstSeenAt: firstSeenAt.toISOString()
    }))
  };
}
function describeSis({ auth, headers, ...sis }) {
  return {
    ...sis,
    auth: auth.kind === "oauth2" ? { ...auth, clientSecret: kept } : { ...auth, consumerSecret: kept },
    headers: Object.fromEntries(Object.keys(headers).map((name) => [name, kept]))
  };
}
function toLines(facts, indent = "") {
  if (typeof facts != "object" || facts === null) return `${indent}${String(facts)}
`;
  let entries = Object.entries(facts);
  return entries.length === 0 ? `${indent}(none)
` : entries.map(([name, value]) => toLine(name, value, indent)).join("");
}
function toLine(name, value, indent) {
  let label = `${indent}${name}:`;
  return Array.isArray(value) && value.every((entry) => typeof entry != "object") ? `${label} ${value.length === 0 ? "(none)" : value.join(", ")}
` : typeof value == "object" && value !== null ? `${label}
${toLines(value, `${indent}  `)}` : `${label} ${value === null ? "(none)" : String(value)}
`;
}

// src/cli/settings-option.ts
import { z as z8 } from "zod";
var settingsOption = {
  set: repeatedOption(
    z8.string(),
    "SETTING=VALUE",
    'a setting, such as sisLabel="Lakeside SIS" or resend=everything; lists and numbers as JSON'
  )
};
function describeSettings() {
  let { fields } = en.administration.settings;
  return ["Settings:", ...settingFields.map(([name, field]) => {
    let unless = JSON.stringify(defaultInstitutionSettings[name]);
    return `  ${name.padEnd(22)} ${fields[name].label}${tellValues(field)}; ${unless} unless set`;
  })].join(`
`);
}
function tellValues(field) {
  switch (field.kind) {
    case "radio":
    case "checkboxes":
      return `: ${field.options.join(", ")}`;
    case "number":
      return `: ${field.min} to ${field.max}${field.optional ? ", or null" : ""}`;
    case "text":
      return `: at most ${field.max} characters`;
    default:
      return "";
  }
}
function assignSettings(before, assignments) {
  let entries = assignments.map((assignment) => {
    let at = assignment.indexOf("=");
    if (at < 1) throw new UsageError("--set: must be SETTING=VALUE");
    return [assignment.slice(0, at), readValue(assignment.slice(at + 1))];
  });
  return parseSettings(before, Object.fromEntries(entries));
}
function readValue(value) {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

// src/cli/commands/platform-options.ts
import { z as z9 } from "zod";
var canvas = ["URL", "address of the school's Canvas, such as https://school.instructure.com"], clientId = ["ID", "number of the LTI developer key in Canvas"], endpointOptions = {
  preset: option(
    z9.enum(canvasPresets).optional(),
    "NAME",
    `kind of Canvas: ${canvasPresets.join(", ")}; production unless said`
  ),
  issuer: option(text.optional(), "URL", "who signs launches, where it is not the one of the preset"),
  authorizationEndpoint: option(
    address.optional(),
    "URL",
    "where sign-ins go, where it is not the one of the preset"
  ),
  tokenEndpoint: option(address.optional(), "URL", "where service tokens come from, likewise"),
  jwksUrl: option(address.optional(), "URL", "the platform's public keys, likewise")
}, newPlatformOptions = {
  canvas: option(address, ...canvas),
  clientId: option(text, ...clientId),
  ...endpointOptions
}, platformOptions = {
  canvas: option(address.optional(), ...canvas),
  clientId: option(text.optional(), ...clientId),
  ...endpointOptions
};
function makePlatform(input) {
  let preset = presetPlatform(input.preset ?? "production", input.canvas);
  return override({ ...preset, clientId: input.clientId }, input);
}
function changePlatform(platform, canvasUrl, input) {
  let newUrl = input.canvas ?? canvasUrl, base = input.preset === void 0 ? { ...platform, tokenEndpoint: moveHost(platform.tokenEndpoint, canvasUrl, newUrl) } : presetPlatform(input.preset, newUrl);
  return { canvasUrl: newUrl, platform: override({ ...base, clientId: platform.clientId }, input) };
}
function override(platform, input) {
  return {
    issuer: input.issuer ?? platform.issuer,
    clientId: input.clientId ?? platform.clientId,
    authorizationEndpoint: input.authorizationEndpoint ?? platform.authorizationEndpoint,
    tokenEndpoint: input.tokenEndpoint ?? platform.tokenEndpoint,
    jwksUrl: input.jwksUrl ?? platform.jwksUrl
  };
}
function moveHost(endpoint, before, after) {
  return endpoint.startsWith(`${before}/`) ? `${after}${endpoint.slice(before.length)}` : endpoint;
}

// src/cli/commands/institution-add.ts
var addInstitution = defineCommand({
  name: "institution add",
  summary: "adds an institution and its LTI platform; its SIS and Canvas API are set afterwards",
  notes: `Example: institution add --name "Lakeside ISD" --canvas https://lakeside.instructure.com --client-id 10000000000001

${describeSettings()}`,
  input: {
    name: option(institutionSchema.shape.name, "NAME", "what people call the institution"),
    ...newPlatformOptions,
    deployment: repeatedOption(text, "ID", "deployment that may launch at once"),
    ...settingsOption
  },
  async run({ services }, input) {
    let { stores, engine, audit } = services, described = {
      name: input.name,
      enabled: !0,
      platform: makePlatform(input),
      canvas: { baseUrl: input.canvas, apiKey: null },
      sis: null,
      settings: assignSettings(defaultInstitutionSettings, input.set)
    };
    await requireUsable(services, null, described, "options");
    let institution = await stores.institutions.create(described);
    await audit.recordChange(operator, null, institution), await engine.registerPlatform(institution);
    for (let id of input.deployment) await stores.deployments.decide(institution.id, id, "approved");
    let deployments = await stores.deployments.list(institution.id);
    return {
      text: `${institution.id}  ${institution.name}
`,
      json: describeInstitution(institution, deployments)
    };
  }
});

// src/cli/commands/institution-apply.ts
import { z as z10 } from "zod";
var applyInstitutionFile = defineCommand({
  name: "institution apply",
  summary: "adds or changes the institution that a JSON file describes, with everything in it",
  notes: `An institution is known by its issuer and client id. An example stands in the README.

${describeSettings()}`,
  input: { file: argument(z10.string(), "the description; - reads standard input") },
  async run({ services, terminal: terminal2 }, { file }) {
    let { stores } = services, description = parseInstitutionFile(await readJson(terminal2, file)), { issuer, clientId: clientId2 } = description.institution.platform, before = await stores.institutions.findByPlatform(issuer, clientId2);
    await requireUsable(services, before, description.institution, "file"), before && requireSeen(await stores.deployments.list(before.id), description.deployments);
    let institution = await applyInstitution(services, description), deployments = await stores.deployments.list(institution.id);
    return {
      text: `${institution.id}  ${institution.name}
`,
      json: describeInstitution(institution, deployments)
    };
  }
});
async function applyInstitution(services, { institution, deployments }) {
  let { stores, engine, audit } = services, { issuer, clientId: clientId2 } = institution.platform, known = await stores.institutions.findByPlatform(issuer, clientId2), applied = known ? { ...institution, id: known.id } : await stores.institutions.create(institution);
  known ? await saveInstitution(services, known, applied) : await audit.recordChange(operator, null, applied), await engine.registerPlatform(applied);
  for (let deployment of deployments) await stores.deployments.decide(applied.id, deployment, "approved");
  return applied;
}

// src/cli/commands/institution-change.ts
var changeInstitution = defineCommand({
  name: "institution change",
  summary: "changes name, platform or settings; what is not named stays",
  notes: `Another issuer or client id gets keys of its own; those of the old one are erased.

${describeSettings()}`,
  input: {
    institution: institutionArgument,
    name: option(institutionSchema.shape.name.optional(), "NAME", "a new name"),
    ...platformOptions,
    ...settingsOption
  },
  async run({ services }, input) {
    let { stores, engine } = services, before = await findInstitution(stores, input.institution), { canvasUrl, platform } = changePlatform(before.platform, before.canvas.baseUrl, input), changed = {
      ...before,
      name: input.name ?? before.name,
      platform,
      canvas: { ...before.canvas, baseUrl: canvasUrl },
      settings: assignSettings(before.settings, input.set)
    };
    await requireUsable(services, before, changed, "options"), await saveInstitution(services, before, changed), await engine.registerPlatform(changed);
    let { issuer, clientId: clientId2 } = before.platform;
    (issuer !== platform.issuer || clientId2 !== platform.clientId) && await engine.removePlatform(before);
    let deployments = await stores.deployments.list(changed.id);
    return { text: `${changed.id}  changed
`, json: describeInstitution(changed, deployments) };
  }
});

// src/cli/commands/institution-erase.ts
import { z as z11 } from "zod";
var lastPagesMs = 3e3, eraseInstitution = eraseCommand("institution erase"), removeInstitution = eraseCommand("institution remove");
function eraseCommand(name) {
  return defineCommand({
    name,
    summary: "erases an institution with everything that belongs to it: keys, connections, runs, grades",
    notes: "There is no way back; see institution export. Nothing changes in Canvas or in the SIS.",
    input: {
      institution: institutionArgument,
      yes: flag("does not ask for the name"),
      wait: option(
        z11.coerce.number().int().min(0).max(3600).default(60),
        "SECONDS",
        "how long to wait for running grade syncs to stop"
      )
    },
    async run({ services, terminal: terminal2 }, input) {
      let institution = await findInstitution(services.stores, input.institution);
      return input.yes || await confirm(terminal2, institution), await silence(services, institution, input.wait * 1e3, terminal2), await services.stores.removeInstitution(institution), { text: `${institution.id}  erased
`, json: { id: institution.id, erased: !0 } };
    }
  });
}
async function confirm(terminal2, { name }) {
  if ((await terminal2.ask(`Type the name of the institution to erase it (${name}): `)).trim() !== name)
    throw new ProductError("form_invalid", { detail: "that is not its name; nothing was erased", next: "fix" });
}
async function silence({ stores, clock }, institution, waitMs, terminal2) {
  let { runs } = stores.passback;
  await stores.institutions.update({ ...institution, enabled: !1 }), await runs.cancelAll(institution.id, clock()), institution.enabled && await systemSleep(lastPagesMs);
  let giveUpAt = clock().getTime() + waitMs;
  for (; ; ) {
    let held = await runs.countHeld(institution.id);
    if (held === 0) return;
    if (clock().getTime() >= giveUpAt) {
      let detail = `${held} grade syncs have not stopped yet; the institution is disabled, try again in a minute`;
      throw new ProductError("database_unavailable", { detail, next: "retry" });
    }
    terminal2.progress(`waiting for ${held} grade syncs to stop`), await systemSleep(Math.min(2e3, waitMs));
  }
}

// src/cli/commands/institution-export.ts
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { z as z12 } from "zod";
var exportInstitution = defineCommand({
  name: "institution export",
  summary: "writes everything kept of an institution to a new file of JSON lines, its secrets aside",
  notes: 'Each line is {"collection": \u2026, "record": \u2026}; the first one is the institution itself. It holds names and grades.',
  input: {
    institution: institutionArgument,
    to: option(z12.string(), "FILE", "must not exist yet; only its owner can read it")
  },
  async run({ services }, input) {
    let { stores } = services, institution = await findInstitution(stores, input.institution), file = createWriteStream(input.to, { flags: "wx", mode: 384 });
    await once(file, "open");
    let records = 0, write = async (line) => {
      records += 1, file.write(`${JSON.stringify(line)}
`) || await once(file, "drain");
    }, described = describeInstitution(institution, await stores.deployments.list(institution.id));
    await write({ collection: "institutions", record: described });
    for await (let record of stores.exportRecords(institution.id)) await write(record);
    return await recordCommand(services, institution.id, "institution export"), file.end(), await finished(file), { text: `${input.to}: ${records} records
`, json: { file: input.to, records } };
  }
});

// src/cli/commands/institution-show.ts
var listInstitutions = defineCommand({
  name: "institution list",
  summary: "every institution, with its platform and what is still missing",
  input: {},
  async run({ services: { stores } }) {
    let institutions = await stores.institutions.list(), rows = await Promise.all(
      institutions.map(async ({ id, name, enabled, platform, canvas: canvas2, sis }) => {
        let deployments = await stores.deployments.list(id), missing = [
          ...sis === null ? ["sis"] : [],
          ...canvas2.apiKey === null ? ["canvas-api"] : [],
          ...deployments.some(({ state }) => state === "approved") ? [] : ["approved deployment"]
        ], { issuer, clientId: clientId2 } = platform, pending = deployments.filter(({ state }) => state === "pending").map(({ deploymentId }) => deploymentId);
        return { id, name, enabled, canvas: canvas2.baseUrl, issuer, clientId: clientId2, missing, pending };
      })
    );
    return { text: rows.map(({ id, name, enabled, canvas: canvas2, clientId: clientId2, missing, pending }) => {
      let notes = [
        ...enabled ? [] : ["disabled"],
        ...isNamedTwice(rows, name) ? ["another institution has this name"] : [],
        ...missing.length > 0 ? [`missing: ${missing.join(", ")}`] : [],
        ...pending.length > 0 ? [`pending deployments: ${pending.join(", ")}`] : []
      ];
      return `${[id, name, canvas2, clientId2, ...notes].join("  ")}
`;
    }).join("") || `none; see install-link and institution add
`, json: rows };
  }
});
function isNamedTwice(rows, name) {
  return rows.filter((row) => isSameName(row.name, name)).length > 1;
}
var showInstitution = defineCommand({
  name: "institution show",
  summary: "everything about one institution but its secrets",
  input: { institution: institutionArgument },
  async run({ services: { stores } }, input) {
    let institution = await findInstitution(stores, input.institution), described = describeInstitution(institution, await stores.deployments.list(institution.id));
    return { text: toLines(described), json: described };
  }
});

// src/cli/commands/institution-switch.ts
var disableInstitution = switchCommand(
  "institution disable",
  "stops launches and runs of an institution; nothing is erased",
  !1
), enableInstitution = switchCommand("institution enable", "lets an institution work again", !0);
function switchCommand(name, summary, enabled) {
  return defineCommand({
    name,
    summary,
    input: { institution: institutionArgument },
    async run({ services }, input) {
      let institution = await findInstitution(services.stores, input.institution);
      await saveInstitution(services, institution, { ...institution, enabled });
      let word = enabled ? "enabled" : "disabled";
      return { text: `${institution.id}  ${word}
`, json: { id: institution.id, enabled } };
    }
  });
}

// src/cli/commands/keys-rotate.ts
import { z as z13 } from "zod";
var rotateKeys = defineCommand({
  name: "keys rotate",
  summary: "makes a new key pair for an institution's platform; the old public key stays readable for a day",
  notes: "Canvas reads the key set by itself; nothing is to be done there.",
  input: {
    institution: argument(z13.string().optional(), "id, or name in any case"),
    all: flag("every institution")
  },
  async run({ services, terminal: terminal2 }, { institution, all }) {
    let { stores, engine } = services;
    if (institution === void 0 !== all) throw new UsageError("give an INSTITUTION or --all");
    let institutions = institution === void 0 ? await stores.institutions.list() : [await findInstitution(stores, institution)];
    for (let one of institutions)
      await engine.rotateKey(one), await recordCommand(services, one.id, "keys rotate"), terminal2.progress(`${one.id}  new key`);
    return {
      text: `${institutions.length} rotated
`,
      json: { rotated: institutions.map(({ id }) => id) }
    };
  }
});

// src/cli/commands/run-commands.ts
import { z as z14 } from "zod";
var listRuns = defineCommand({
  name: "run list",
  summary: "an institution's grade syncs, newest first; without names and grades",
  input: {
    institution: institutionArgument,
    state: repeatedOption(z14.enum(runStates), "STATE", `only ${runStates.join(", ")}`),
    limit: option(z14.coerce.number().int().min(1).max(1e4).default(50), "NUMBER", "at most so many")
  },
  async run({ services: { stores } }, { institution, state, limit }) {
    let { id } = await findInstitution(stores, institution), states = state.length > 0 ? state : null, runs = (await stores.passback.runs.findOfInstitution(id, { states, limit })).map(describeRun);
    return { text: runs.map(
      (run) => `${run.id}  ${run.createdAt}  ${run.kind}  ${run.state}  ${run.course}${run.problem ? `  ${run.problem}` : ""}
`
    ).join("") || `none
`, json: runs };
  }
});
function describeRun(run) {
  return {
    id: run._id,
    course: run.course.title,
    kind: run.kind,
    state: run.state,
    createdAt: run.createdAt.toISOString(),
    endedAt: run.endedAt?.toISOString() ?? null,
    stage: run.stage,
    counts: run.counts,
    problem: run.problem === null ? null : `${run.problem.code} (${run.problem.reference})`
  };
}
var retryRun = defineCommand({
  name: "run retry",
  summary: "sends again what failed in a grade sync; one that failed as a whole is requested anew",
  notes: "A worker takes it up; this command does not wait for it.",
  input: { run: argument(z14.string(), "its id, as run list shows it") },
  async run({ services }, { run }) {
    let { runId, how } = await services.retryRun(run), retried = await services.stores.passback.runs.findById(runId);
    return retried && await recordCommand(services, retried.institutionId, "run retry", { run, requested: runId }), { text: `${runId}  ${how}
`, json: { runId, how } };
  }
});

// src/cli/commands/sis-commands.ts
import { z as z15 } from "zod";
var connectionInput = {
  institution: institutionArgument,
  file: option(
    z15.string().optional(),
    "FILE",
    'the whole connection as JSON, like "sis" in the README; - reads standard input'
  ),
  profile: option(text.optional(), "NAME", "name of a file in config/sis, such as oneroster-1p2"),
  rosteringUrl: option(address.optional(), "URL", "base address of the SIS's rostering service"),
  gradebookUrl: option(address.optional(), "URL", "base address of the SIS's gradebook service"),
  auth: option(z15.enum(["oauth2", "oauth1"]).default("oauth2"), "KIND", "oauth2 or oauth1"),
  tokenUrl: option(address.optional(), "URL", "OAuth 2: where tokens come from"),
  clientId: option(text.optional(), "ID", "OAuth 2: client id; OAuth 1: consumer key"),
  secretFile: option(
    z15.string().optional(),
    "FILE",
    "file with the client or consumer secret; - reads standard input"
  ),
  clientAuthentication: option(
    z15.enum(["basic", "post"]).optional(),
    "KIND",
    "OAuth 2: basic (unless said) or post"
  ),
  signature: option(
    z15.enum(["HMAC-SHA256", "HMAC-SHA1"]).optional(),
    "KIND",
    "OAuth 1: HMAC-SHA256 (unless said) or HMAC-SHA1"
  ),
  maxInFlight: option(z15.coerce.number().optional(), "NUMBER", "requests at once; the profile's unless said"),
  headersFile: option(
    z15.string().optional(),
    "FILE",
    "JSON file with headers that the vendor demands; secret"
  )
}, setSis = defineCommand({
  name: "sis set",
  summary: "connects an institution to its SIS, in place of an earlier connection",
  input: connectionInput,
  async run({ services, terminal: terminal2 }, given) {
    let { stores } = services, institution = await findInstitution(stores, given.institution), [content, source] = given.file === void 0 ? [await describeConnection(terminal2, given), "options"] : [await readJson(terminal2, given.file), "file"], sis = parseSisConnection(content);
    return await requireUsable(services, institution, { ...institution, sis }, source), await saveInstitution(services, institution, { ...institution, sis }), await stores.passback.circuitBreakers.close(institution.id), { text: `${institution.id}  SIS set
`, json: { id: institution.id, profile: sis.profile } };
  }
}), clearSis = defineCommand({
  name: "sis clear",
  summary: "forgets the connection to the SIS and its secrets",
  input: { institution: institutionArgument },
  async run({ services }, input) {
    let institution = await findInstitution(services.stores, input.institution);
    return await saveInstitution(services, institution, { ...institution, sis: null }), { text: `${institution.id}  SIS cleared
`, json: { id: institution.id, sis: null } };
  }
});
async function describeConnection(terminal2, given) {
  let { profile, rosteringUrl, gradebookUrl, secretFile, headersFile, maxInFlight } = given;
  if (secretFile === void 0) throw new UsageError("--secret-file or --file: is needed");
  let secret = await readSecret(terminal2, secretFile), headers = headersFile === void 0 ? {} : await readJson(terminal2, headersFile), auth = given.auth === "oauth2" ? {
    kind: "oauth2",
    tokenUrl: given.tokenUrl,
    clientId: given.clientId,
    clientSecret: secret,
    clientAuthentication: given.clientAuthentication
  } : {
    kind: "oauth1",
    consumerKey: given.clientId,
    consumerSecret: secret,
    signature: given.signature
  };
  return { profile, rosteringUrl, gradebookUrl, auth, headers, maxInFlight };
}

// src/cli/commands/index.ts
var commands = [
  makeInstallLink,
  addInstitution,
  applyInstitutionFile,
  listInstitutions,
  showInstitution,
  changeInstitution,
  disableInstitution,
  enableInstitution,
  exportInstitution,
  eraseInstitution,
  removeInstitution,
  listDeployments,
  approveDeployment,
  refuseDeployment,
  setSis,
  clearSis,
  listCanvasScopes,
  setCanvasApi,
  clearCanvasApi,
  listRuns,
  retryRun,
  rotateKeys,
  reencrypt
];

// src/cli/program.ts
import { CommanderError, Help, Command as Program } from "commander";
var rootNotes = `
INSTITUTION is an id or a name. Exit codes: 0 done, 1 failed, 2 wrong usage.
The commands read the environment variables of the tool and work while it runs. Secrets are read from files or
standard input (-), never from arguments, and are never printed.
`;
async function readCall(args, commands2) {
  let help = "", call = null, program = createProgram(commands2, (chosen) => {
    call = chosen;
  });
  forEach(program, (one) => {
    one.exitOverride().configureOutput({
      writeOut: (text2) => {
        help += text2;
      },
      writeErr: () => {
      }
    });
  });
  try {
    await program.parseAsync(args.length === 0 ? ["--help"] : [...args], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw new UsageError(explain(error, args, commands2));
  }
  return call ?? { kind: "help", text: help };
}
function createProgram(commands2, onCall) {
  let program = new Program("npm run admin --").description("Grade Passback, operator's command line").usage("COMMAND [options]").addHelpText("after", rootNotes).helpCommand("help [command]", "shows everything about one command").configureHelp({ visibleCommands: listAll, subcommandTerm: nameInFull }), groups = /* @__PURE__ */ new Map();
  for (let command of commands2) {
    let [first = "", second] = command.name.split(" ");
    if (second === void 0) addCommand(program, first, command, onCall);
    else {
      let group = groups.get(first) ?? program.command(first);
      groups.set(first, group), addCommand(group, second, command, onCall);
    }
  }
  return program;
}
function addCommand(parent, name, command, onCall) {
  let own = parent.command(name).description(command.summary).allowExcessArguments(!1);
  for (let { name: argument2, help, isNeeded } of command.arguments)
    own.argument(isNeeded ? `<${argument2}>` : `[${argument2}]`, help);
  for (let option2 of command.options) addOption(own, option2);
  own.option("--json", "prints the result as JSON"), command.notes !== null && own.addHelpText("after", `
${command.notes}`), own.action(() => {
    let { json, ...options } = own.opts(), named = command.arguments.map(({ key }, place) => [key, own.args[place]]), given = Object.fromEntries(named.filter(([, value]) => value !== void 0));
    onCall({ kind: "run", command, input: { ...given, ...options }, json: json === !0 });
  });
}
function addOption(own, option2) {
  let { name, value, help, repeated, isNeeded } = option2, notes = [
    help,
    ...isNeeded ? ["needed"] : [],
    ...option2.default === null ? [] : [`${option2.default} unless said`],
    ...repeated ? ["may stand several times"] : []
  ].join("; "), flags = value === null ? `--${name}` : `--${name} <${value}>`;
  repeated ? own.option(flags, notes, (given, before) => [...before ?? [], given]) : own.option(flags, notes);
}
function listAll(program) {
  return program.parent === null ? new Help().visibleCommands(program).flatMap((one) => one.commands.length > 0 ? one.commands : [one]) : new Help().visibleCommands(program);
}
function nameInFull(command) {
  let parent = command.parent?.parent ? `${command.parent.name()} ` : "", named = command.registeredArguments.map((one) => one.required ? one.name() : `[${one.name()}]`);
  return [`${parent}${command.name()}`, ...named].join(" ");
}
function forEach(program, action) {
  action(program);
  for (let one of program.commands) forEach(one, action);
}
function explain(error, args, commands2) {
  let option2 = /--?[a-z][a-z-]*/i.exec(error.message)?.[0];
  switch (error.code) {
    case "commander.missingArgument":
      return `missing: ${/'([A-Z-]+)'/.exec(error.message)?.[1] ?? "an argument"}`;
    case "commander.excessArguments":
      return "there are too many arguments";
    case "commander.unknownOption":
    case "commander.optionMissingArgument":
      return option2 === void 0 ? "the options cannot be read" : `${option2}: there is no such option, or its value is missing`;
    default: {
      let related = commands2.filter(({ name }) => name.split(" ")[0] === args[0]).map(({ name }) => name);
      return related.length > 0 ? `commands: ${related.join(", ")}` : "there is no such command; see --help";
    }
  }
}

// src/cli/run-cli.ts
var exitCodes = { done: 0, failed: 1, usage: 2 };
async function runCli(args, deps) {
  try {
    let call = await readCall(args, commands);
    if (call.kind === "help")
      return deps.print(call.text), exitCodes.done;
    let { text: text2, json } = await runCommand(call.command, call.input, deps);
    return deps.print(call.json ? `${JSON.stringify(json)}
` : text2), exitCodes.done;
  } catch (thrown) {
    if (thrown instanceof UsageError)
      return deps.printError(`${thrown.message}
`), exitCodes.usage;
    let { code, detail } = toProductError(thrown), asJson = args.includes("--json");
    return deps.printError(`${asJson ? JSON.stringify({ error: code, detail }) : detail ?? code}
`), exitCodes.failed;
  }
}
async function runCommand(command, input, { openServices: openServices2, terminal: terminal2 }) {
  let run = command.prepare(input), { services, close } = await openServices2();
  try {
    return await run({ services, terminal: terminal2 });
  } finally {
    await close();
  }
}

// src/cli/admin.ts
async function openServices() {
  let settings = readSettings(process.env), log = createLog("warn", { write: (line) => {
    process.stderr.write(line);
  } }), mongo = await openMongoDb({
    url: settings.MONGODB_URL,
    dataDir: settings.DATA_DIR,
    log,
    visit: !0
  }), connection = await connectMongo(mongo).catch(async (error) => {
    throw await mongo.close(), error;
  }), services = createServices({ settings, connection, log });
  return await services.stores.ensureIndexes(), {
    services,
    async close() {
      await services.close(), await connection.close(), await mongo.close();
    }
  };
}
var terminal = {
  read: (path) => path === "-" ? readStandardInput() : readFile(path, "utf8"),
  async ask(question) {
    process.stderr.write(question);
    let lines = createInterface({ input: process.stdin, terminal: !1 });
    for await (let line of lines) return line;
    return "";
  },
  progress: (line) => {
    process.stderr.write(`${line}
`);
  }
};
async function readStandardInput() {
  let chunks = [];
  for await (let chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}
process.exitCode = await runCli(process.argv.slice(2), {
  openServices,
  terminal,
  print: (text2) => {
    process.stdout.write(text2);
  },
  printError: (text2) => {
    process.stderr.write(text2);
  }
});
//# sourceMappingURL=admin.js.map
