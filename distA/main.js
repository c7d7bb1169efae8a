import {
  HttpFailure,
  LaunchRefusal,
  ProductError,
  auditActions,
  buildToolConfig,
  callbackPath,
  canvasScopes,
  connectMongo,
  cookieAttributes,
  countStates,
  createLog,
  createServices,
  customFields,
  defaultInstitutionSettings,
  describeIssues,
  describeTool,
  findNextNightly,
  findUrlFault,
  hashSecret,
  iconUrl,
  institutionSettingsSchema,
  isSame,
  isTimeZone,
  knownLocale,
  labelCookie,
  launchUrls,
  listPlacements,
  loginLabel,
  mayAdminister,
  mayOpen,
  mayPost,
  nameLoginCookie,
  openMongoDb,
  personOf,
  placementPages,
  productFolder,
  readCookie,
  readCustomField,
  readCustomFlag,
  readCustomList,
  readSettings,
  refusalOf,
  registerPath,
  requesterOf,
  requirePage,
  runStates,
  serviceScopes,
  settingFields,
  settingGroups,
  toProductError,
  toolId
} from "./chunk-IUJVZXQ6.js";

// src/start.ts
import express8 from "express";

// src/app.ts
import { join as join6 } from "node:path";
import express7 from "express";
import helmet from "helmet";

// src/canvas/oauth/callback-router.ts
import { Router } from "express";
function createCanvasOauthRouter(consents) {
  let router = Router();
  return router.get(callbackPath, async (request, response) => {
    let returnPath = await consents.finish(request.query);
    response.set("cache-control", "no-store").redirect(303, returnPath);
  }), router;
}

// src/http/public-address.ts
function readBasePath(publicUrl) {
  return new URL(publicUrl).pathname.replace(/\/$/, "");
}
function isOwnAddress(address2, publicUrl) {
  if (!URL.canParse(address2)) return !1;
  let own = new URL(`${publicUrl}/`), url = new URL(address2);
  return url.origin === own.origin && url.username === "" && url.password === "" && (url.pathname.startsWith(own.pathname) || `${url.pathname}/` === own.pathname);
}

// src/lti/lti-router.ts
import { join as join2 } from "node:path";
import express, { Router as Router2 } from "express";

// src/lti/launch/accept-launch.ts
import { z as z7 } from "zod";

// src/lti/login/find-institution.ts
async function findInstitution(institutions, issuer, clientId) {
  let institution = clientId === void 0 ? theOnlyOf(await institutions.listByIssuer(issuer)) : await institutions.findByPlatform(issuer, clientId);
  if (institution === null) throw new LaunchRefusal("platform", "platform_unknown");
  return institution;
}
async function findLoginInstitution(institutions, login) {
  let institution = await institutions.find(login.institutionId);
  if (institution === null) throw new LaunchRefusal("platform", "platform_unknown");
  return requireEnabled(institution), institution;
}
function requireEnabled(institution) {
  if (!institution.enabled) throw new LaunchRefusal("platform_enabled", "institution_disabled");
}
function theOnlyOf(institutions) {
  return institutions.length === 1 ? institutions[0] ?? null : null;
}

// src/lti/lti-pages.ts
import { join } from "node:path";
import ejs from "ejs";

// src/lti/session/frame-ancestors.ts
function canvasOrigins({ canvas, platform }) {
  let origins = [canvas.baseUrl, platform.authorizationEndpoint].map((address2) => new URL(address2).origin);
  return [...new Set(origins)];
}
function frameAncestors(institution) {
  return canvasOrigins(institution);
}
function allowFraming(response, institution) {
  allowFramingFrom(response, frameAncestors(institution));
}
function allowFramingFrom(response, origins) {
  let others = String(response.getHeader("content-security-policy") ?? "").split(";").filter((rule2) => !/^\s*frame-ancestors\b/.test(rule2) && rule2.trim() !== ""), rule = `frame-ancestors ${origins.join(" ")}`;
  response.setHeader("content-security-policy", [...others, rule].join(";")), response.removeHeader("x-frame-options");
}

// src/lti/lti-pages.ts
var folder = join(productFolder, "views/lti"), pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'"
].join(";");
async function renderLtiPage({ request, response, institution, locale }, { publicUrl, chooseLanguage }, page, status = 200) {
  let { view, ...model } = page, language = chooseLanguage(locale ?? request.acceptsLanguages()[0] ?? "en");
  await sendLtiPage(response, {
    view,
    model: { ...model, t: language.messages.launch },
    language,
    publicUrl,
    framedBy: frameAncestors(institution),
    status
  });
}
async function sendLtiPage(response, page) {
  let { view, model, language, publicUrl, framedBy, status = 200 } = page, content = { ...model, basePath: readBasePath(publicUrl), language: language.tag }, html = await ejs.renderFile(join(folder, `${view}.ejs`), content, { cache: !0 });
  response.setHeader("content-security-policy", pagePolicy), allowFramingFrom(response, framedBy), setPrivateHeaders(response), response.status(status).type("html").send(html);
}
function setPrivateHeaders(response) {
  response.setHeader("cache-control", "no-store"), response.setHeader("referrer-policy", "same-origin"), response.setHeader("x-content-type-options", "nosniff");
}

// src/lti/session/start-session.ts
import { parseCookie } from "cookie";
import { z as z3 } from "zod";

// src/lti/session/csrf.ts
import { z } from "zod";
function isOwnPost(request, publicUrl) {
  let origin = request.get("origin");
  return origin !== void 0 && origin !== "null" ? origin === new URL(publicUrl).origin : request.get("sec-fetch-site") === "same-origin";
}
var csrfField = "csrf", csrfForm = z.object({ [csrfField]: z.string().max(255) });
function requireOwnForm(request, publicUrl, csrfToken) {
  if (!isOwnPost(request, publicUrl)) throw new ProductError("form_forged", { detail: "foreign origin" });
  let form3 = csrfForm.safeParse(request.body), given = request.get("x-csrf-token") ?? (form3.success ? form3.data[csrfField] : null);
  if (given === null || !isSame(given, csrfToken))
    throw new ProductError("form_forged", { detail: "the token of the session is missing or wrong" });
}

// src/domain/launch-context.ts
import { z as z2 } from "zod";
var placements = [
  "course_navigation",
  "course_assignments_menu",
  "post_grades",
  "account_navigation"
], courseRoles = ["teacher", "ta", "designer", "student", "observer", "administrator", "none"], nullableText = z2.string().nullable(), launchPerson = z2.object({
  /** `sub`: opaque and stable in one Canvas account. */
  ltiUserId: z2.string(),
  /** From the custom field `$Canvas.user.id`. */
  canvasUserId: nullableText,
  name: z2.string(),
  role: z2.enum(courseRoles)
}), launchCourse = z2.object({
  /** The LTI context id: 40 hex digits. */
  contextId: z2.string(),
  /** From the custom field `$Canvas.course.id`; null where the platform gave none (NRPS and AGS only). */
  canvasCourseId: nullableText,
  title: z2.string(),
  nrpsUrl: nullableText,
  lineItemsUrl: nullableText
}), launchContextSchema = z2.object({
  institutionId: z2.string(),
  deploymentId: z2.string(),
  placement: z2.enum(placements),
  person: launchPerson.readonly(),
  /** Null on account launches. */
  course: launchCourse.readonly().nullable(),
  returnUrl: nullableText,
  /** The run that the launch address asked for (`?run=…`): how a dialog's link reaches it in Grade Sync. */
  runId: z2.string().exactOptional(),
  /** BCP 47, for example `en`. */
  locale: z2.string(),
  /** IANA zone of the person where Canvas said it, else of the course. */
  timeZone: nullableText
});

// src/lti/session/read-session.ts
function readSession({ id: id2, launch, csrfToken, expiresAt }) {
  return { id: id2, launch: launchContextSchema.parse(launch), csrfToken, expiresAt };
}

// src/lti/session/session-cookie.ts
var prefix = "__Host-gp-s-";
function nameSessionCookie(sessionId) {
  return `${prefix}${sessionId}`;
}
function listSurplusCookies(cookieNames) {
  let ours = cookieNames.filter((name) => name.startsWith(prefix));
  return ours.slice(0, Math.max(0, ours.length - 12 + 1));
}

// src/lti/session/session-of.ts
var visits = /* @__PURE__ */ new WeakMap();
function setVisit(request, visit) {
  visits.set(request, visit);
}
function visitOf(request) {
  let visit = visits.get(request);
  if (visit === void 0) throw new Error("this page is not behind requireSession");
  return visit;
}
function sessionOf(request) {
  return visitOf(request).session;
}

// src/lti/session/require-session.ts
function requireSession(deps, options = {}) {
  return async (request, response, next) => {
    let visit = await findVisit(deps, request, response);
    setVisit(request, visit), refuseWrongRole(deps, visit, options.administratorsOnly ?? !1), next();
  };
}
async function findVisit(deps, request, response) {
  let id2 = readSessionId(request, deps.publicUrl), institution = id2 === null ? null : await findSessionInstitution(deps, id2);
  if (id2 === null || institution === null) throw new ProductError("session_missing");
  allowFraming(response, institution);
  let secret = readCookie(request.headers.cookie, nameSessionCookie(id2)), stored = secret === null ? null : await deps.sessions.find(id2, secret);
  if (stored === null) throw new ProductError("session_missing");
  if (stored.expiresAt <= deps.clock()) throw new ProductError("session_expired");
  if (!institution.enabled) throw new ProductError("institution_disabled");
  return { session: readSession(stored), institution, basePath: sessionPath(deps.publicUrl, id2) };
}
async function findSessionInstitution(deps, sessionId) {
  let institutionId = await deps.sessions.findInstitutionId(sessionId);
  return institutionId === null ? null : deps.institutions.find(institutionId);
}
function readSessionId(request, publicUrl) {
  let prefix2 = sessionPath(publicUrl, ""), path = request.originalUrl.startsWith(prefix2) ? request.originalUrl.slice(prefix2.length - 3) : request.originalUrl;
  return /^\/s\/([\w-]{1,64})(?=[/?]|$)/.exec(path)?.[1] ?? null;
}
function sessionPath(publicUrl, sessionId) {
  return `${readBasePath(publicUrl)}/s/${sessionId}`;
}
function refuseWrongRole({ log: log2, onRefused }, visit, administratorsOnly) {
  let { session, institution } = visit, { launch } = session;
  if (!(administratorsOnly ? mayAdminister(launch) : mayOpen(launch, institution)))
    throw log2.warn(
      { event: "access_refused", institutionId: institution.id, session: session.id, role: launch.person.role },
      "access refused"
    ), onRefused?.(visit), new ProductError(administratorsOnly ? "administration_refused" : refusalOf(launch));
}

// src/lti/session/start-session.ts
var sessionLifeMs = 480 * 6e4, ticketLifeMs = 10 * 6e4;
async function startSession(deps, exchange, launch, proof) {
  let { request, response } = exchange, { session, secret } = await openSession(deps, launch);
  if (proof === "storage") {
    let ticket = deps.randomBytes(32).toString("base64url");
    await deps.sessions.offer(session.id, ticket, new Date(deps.clock().getTime() + ticketLifeMs));
    let page = { view: "session-in-new-window", ticket };
    return renderLtiPage({ ...exchange, locale: launch.locale }, deps, page);
  }
  for (let name of listSurplusCookies(Object.keys(parseCookie(request.headers.cookie ?? ""))))
    response.clearCookie(name, cookieAttributes);
  goToPage(deps, response, session, secret);
}
var ticketForm = z3.object({ ticket: z3.string().max(255) });
function moveSession(deps) {
  return async (request, response) => {
    setPrivateHeaders(response);
    let form3 = ticketForm.safeParse(request.body);
    if (!form3.success || !isOwnPost(request, deps.publicUrl)) {
      let forged = new ProductError("form_forged", { detail: "not from our page" });
      throw await deps.attemptLimits.takeStray(request, response) ?? forged;
    }
    let secret = deps.randomBytes(32).toString("base64url"), stored = await deps.sessions.takeOver(form3.data.ticket, secret, deps.clock());
    if (stored === null)
      throw await deps.attemptLimits.takeStray(request, response) ?? new ProductError("session_missing");
    goToPage(deps, response, readSession(stored), secret);
  };
}
async function openSession(deps, launch) {
  let secret = deps.randomBytes(32).toString("base64url"), session = {
    id: deps.randomBytes(9).toString("base64url"),
    launch,
    csrfToken: deps.randomBytes(32).toString("base64url"),
    expiresAt: new Date(deps.clock().getTime() + sessionLifeMs)
  };
  return await deps.sessions.insert({ ...session, institutionId: launch.institutionId, secret }), { session, secret };
}
function goToPage({ publicUrl }, response, { id: id2, launch }, secret) {
  response.cookie(nameSessionCookie(id2), secret, { ...cookieAttributes, maxAge: sessionLifeMs }), response.redirect(303, `${sessionPath(publicUrl, id2)}/${findPage(launch)}`);
}
function findPage({ placement, runId: runId2 }) {
  let page = placementPages[placement];
  return placement === "course_navigation" && runId2 !== void 0 ? `${page}?run=${runId2}` : page;
}

// src/lti/launch/launch-outcome.ts
function reportOutcome({ log: log2, onLaunchOutcome }, progress, error) {
  let line = {
    event: progress.event,
    // A valid launch is accepted even when the person's role opens no page; the code says what they saw.
    outcome: error === null || progress.launch !== void 0 ? "accepted" : "refused",
    code: error?.code ?? "ok",
    check: error instanceof LaunchRefusal ? error.check : null,
    detail: error?.detail ?? null,
    institutionId: progress.institutionId ?? null,
    deploymentId: progress.launch?.deploymentId ?? null,
    placement: progress.launch?.placement ?? null,
    role: progress.launch?.person.role ?? null,
    proof: progress.proof ?? null
  };
  log2.info(line, `${progress.event} ${line.outcome}`);
  let { event, code, check: check2, institutionId } = line;
  onLaunchOutcome?.({ event, code, check: check2, institutionId, launch: progress.launch ?? null });
}

// src/lti/launch/launch-post.ts
import { z as z4 } from "zod";
var failedLogin = z4.object({ error: z4.string().min(1).max(100) }), launchForm = z4.object({
  state: z4.string().regex(/^[\w-]{1,255}$/),
  /** A JWS in its compact form: nothing else is put into our page or taken apart. */
  id_token: z4.string().max(1e5).regex(/^[\w-]+\.[\w-]+\.[\w-]*$/),
  storage_proof: z4.string().max(255).optional()
});
function readLaunchPost(body) {
  let failure = failedLogin.safeParse(body);
  if (failure.success) throw describeFailedLogin(failure.data.error);
  let parsed = launchForm.safeParse(body);
  if (!parsed.success)
    throw new LaunchRefusal("launch_parameters", "launch_invalid", {
      detail: describeIssues(parsed.error.issues, "code")
    });
  let { state, id_token, storage_proof } = parsed.data;
  return { state, idToken: id_token, storageProof: storage_proof ?? null };
}
function describeFailedLogin(error) {
  let code = /^[a-z_]{1,60}$/.test(error) ? error : "unknown";
  return new LaunchRefusal("authorization", "login_refused", { detail: code, values: { reason: code } });
}

// src/lti/login/platform-storage.ts
function describeStorage({ platform }, { storageTarget }, state) {
  return storageTarget === null ? null : {
    frame: storageTarget,
    origin: new URL(platform.authorizationEndpoint).origin,
    key: `grade-passback-${state}`
  };
}

// src/lti/launch/prove-browser.ts
function proveBrowser(request, post, login, publicUrl) {
  let cookie = readCookie(request.headers.cookie, nameLoginCookie(post.state));
  if (cookie !== null)
    return requireSecret(cookie, login, "cookie"), "cookie";
  if (post.storageProof === null) return "missing";
  if (!isOwnPost(request, publicUrl)) throw unproven("the proof was not posted by our page");
  return requireSecret(post.storageProof, login, "storage"), "storage";
}
async function requestBrowserProof(exchange, { state, idToken, storageProof }, login, deps) {
  let storage = storageProof === null ? describeStorage(exchange.institution, login.initiation, state) : null;
  return storage !== null ? (await renderLtiPage(exchange, deps, { view: "prove-by-storage", state, idToken, storage }), null) : (await renderLtiPage(exchange, deps, { view: "new-window", state }, 401), new LaunchRefusal("browser", "browser_unproven"));
}
function requireSecret(secret, login, kind) {
  if (!isSame(hashSecret(secret), login.browserSecretHash)) throw unproven(`wrong secret by ${kind}`);
}
var unproven = (detail) => new LaunchRefusal("browser", "browser_unproven", { detail });

// src/lti/launch/read-launch-context.ts
import { z as z5 } from "zod";

// src/lti/launch/claims.ts
var claim = {
  messageType: "https://purl.imsglobal.org/spec/lti/claim/message_type",
  version: "https://purl.imsglobal.org/spec/lti/claim/version",
  deploymentId: "https://purl.imsglobal.org/spec/lti/claim/deployment_id",
  targetLinkUri: "https://purl.imsglobal.org/spec/lti/claim/target_link_uri",
  resourceLink: "https://purl.imsglobal.org/spec/lti/claim/resource_link",
  roles: "https://purl.imsglobal.org/spec/lti/claim/roles",
  context: "https://purl.imsglobal.org/spec/lti/claim/context",
  custom: "https://purl.imsglobal.org/spec/lti/claim/custom",
  launchPresentation: "https://purl.imsglobal.org/spec/lti/claim/launch_presentation",
  namesRoles: "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice",
  endpoint: "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint",
  placement: "https://www.instructure.com/placement"
};

// src/lti/launch/read-role.ts
var membership = "http://purl.imsglobal.org/vocab/lis/v2/membership", teachingAssistant = `${membership}/Instructor#TeachingAssistant`, administrators = [
  "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator",
  "http://purl.imsglobal.org/vocab/lis/v2/system/person#SysAdmin"
], testUsers = [
  "http://purl.imsglobal.org/vocab/lti/system/person#TestUser",
  "http://purl.imsglobal.org/vocab/lis/v2/system/person#TestUser"
];
function readCourseRole(roles, membershipRoles) {
  let has = (name) => roles.includes(`${membership}#${name}`) || roles.includes(name);
  return roles.some((role) => testUsers.includes(role)) ? "student" : roles.includes(teachingAssistant) || has("TeachingAssistant") ? membershipRoles.includes("TeacherEnrollment") ? "teacher" : "ta" : has("Instructor") ? "teacher" : has("ContentDeveloper") ? "designer" : has("Mentor") ? "observer" : has("Learner") ? "student" : "none";
}
function readAccountRole(roles, membershipRoles, permissions, isRootAdmin) {
  let claimsIt = roles.some((role) => administrators.includes(role)), agreed = membershipRoles.includes("Account Admin") || permissions.includes("manage_grades");
  return claimsIt && agreed && isRootAdmin ? "administrator" : "none";
}

// src/lti/launch/read-launch-context.ts
var optionalText = z5.string().optional().catch(void 0), launchShape = z5.object({
  sub: z5.string(),
  name: optionalText,
  given_name: optionalText,
  family_name: optionalText,
  locale: optionalText,
  [claim.roles]: z5.array(z5.string()),
  [claim.targetLinkUri]: z5.string(),
  [claim.placement]: optionalText,
  [claim.custom]: z5.record(z5.string(), z5.unknown()).catch({}),
  [claim.resourceLink]: z5.object({ id: z5.string() }),
  [claim.context]: z5.object({
    id: z5.string().min(1).max(255),
    title: optionalText,
    label: optionalText,
    type: z5.array(z5.string()).catch([])
  }).optional().catch(void 0),
  [claim.launchPresentation]: z5.object({ return_url: optionalText, locale: optionalText }).catch({}),
  [claim.namesRoles]: z5.object({ context_memberships_url: optionalText }).catch({}),
  [claim.endpoint]: z5.object({ lineitems: optionalText }).catch({})
}), courseContext = "http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering";
function readLaunchContext(launch) {
  let claims = launchShape.parse(launch.claims), custom = readOwnCustomFields(claims), placement = readPlacement(claims), runId2 = readRunId(claims[claim.targetLinkUri]);
  return {
    institutionId: launch.institution.id,
    deploymentId: launch.deploymentId,
    placement,
    person: {
      ltiUserId: claims.sub,
      canvasUserId: readCustomField(custom, "canvas_user_id"),
      name: readName(claims),
      role: readRole(claims, placement, custom)
    },
    course: placement === "account_navigation" ? null : readCourse(claims, custom),
    returnUrl: readReturnUrl(claims, canvasOrigins(launch.institution)),
    ...runId2 === null ? {} : { runId: runId2 },
    locale: claims.locale ?? claims[claim.launchPresentation].locale ?? "en",
    timeZone: readTimeZone(readCustomField(custom, "person_time_zone"))
  };
}
function requireOwnPlacement({ claims }) {
  if (!isOwnPlacement(claims[claim.placement])) throw new LaunchRefusal("placement", "placement_unknown");
}
var isOwnPlacement = (name) => placements.some((placement) => placement === name);
function readOwnCustomFields(claims) {
  return !(claims[claim.resourceLink].id !== claims[claim.context]?.id) && isOwnPlacement(claims[claim.placement]) ? claims[claim.custom] : {};
}
function readRunId(targetLinkUri) {
  let runId2 = new URL(targetLinkUri).searchParams.get("run");
  return runId2 !== null && /^[\w-]{1,64}$/.test(runId2) ? runId2 : null;
}
function readPlacement(claims) {
  return placements.find((placement) => placement === claims[claim.placement]) ?? "course_navigation";
}
function readRole(claims, placement, custom) {
  let membershipRoles = readCustomList(custom, "canvas_membership_roles");
  return placement !== "account_navigation" ? readCourseRole(claims[claim.roles], membershipRoles) : claims[claim.context]?.type.includes(courseContext) ? "none" : readAccountRole(
    claims[claim.roles],
    membershipRoles,
    readCustomList(custom, "canvas_permissions"),
    readCustomFlag(custom, "canvas_root_account_admin")
  );
}
function readName({ name, given_name, family_name }) {
  return (name ?? [given_name, family_name].filter(Boolean).join(" ")).trim().slice(0, 255);
}
function readCourse(claims, custom) {
  let context = claims[claim.context];
  return context === void 0 ? null : {
    contextId: context.id,
    canvasCourseId: readCustomField(custom, "canvas_course_id"),
    title: (context.title ?? context.label ?? "").slice(0, 255),
    nrpsUrl: claims[claim.namesRoles].context_memberships_url ?? null,
    lineItemsUrl: claims[claim.endpoint].lineitems ?? null
  };
}
function readReturnUrl(claims, origins) {
  let address2 = claims[claim.launchPresentation].return_url;
  return address2 === void 0 || !URL.canParse(address2) ? null : origins.includes(new URL(address2).origin) ? address2 : null;
}
function readTimeZone(name) {
  return name !== null && isTimeZone(name) ? name : null;
}

// src/lti/launch/checks/launch-check.ts
function refuseClaim(check2, detail) {
  return new LaunchRefusal(check2, "launch_invalid", { detail });
}
function readText(claims, name, longest) {
  let value = claims[name];
  return typeof value == "string" && value !== "" && value.length <= longest ? value : null;
}

// src/lti/launch/checks/check-audience.ts
var checkAudience = ({ claims, institution }) => {
  let { clientId } = institution.platform, audience = Array.isArray(claims.aud) ? claims.aud : [claims.aud];
  if (!audience.every((entry) => entry === clientId)) throw refuseClaim("audience", "an audience besides us");
  let authorizedParty = claims.azp;
  if (!(authorizedParty === void 0 && audience.length === 1) && authorizedParty !== clientId)
    throw refuseClaim("authorized_party", "azp is not our client id");
};

// src/lti/launch/checks/check-deployment-id.ts
var checkDeploymentId = ({ claims }) => {
  let id2 = readText(claims, claim.deploymentId, 255);
  if (id2 === null || !/^[\x20-\x7e]+$/.test(id2)) throw refuseClaim("deployment_id", "missing or malformed");
};

// src/lti/launch/checks/check-message-type.ts
var checkMessageType = ({ claims }) => {
  let type = claims[claim.messageType];
  if (type !== "LtiResourceLinkRequest")
    throw type === "LtiDeepLinkingRequest" ? new LaunchRefusal("message_type", "message_unsupported") : refuseClaim("message_type", "missing or unknown message type");
};

// src/lti/launch/checks/check-nonce.ts
var checkNonce = ({ claims, login }) => {
  let nonce = readText(claims, "nonce", 255);
  if (nonce === null || !isSame(nonce, login.nonce))
    throw refuseClaim("nonce", "not the nonce of this login");
};

// src/lti/launch/checks/check-resource-link.ts
import { z as z6 } from "zod";
var resourceLink = z6.object({ id: z6.string().min(1).max(255) }), checkResourceLink = ({ claims }) => {
  if (!resourceLink.safeParse(claims[claim.resourceLink]).success)
    throw refuseClaim("resource_link", "missing or malformed");
};

// src/lti/launch/checks/check-roles-claim.ts
var checkRolesClaim = ({ claims }) => {
  let roles = claims[claim.roles];
  if (!Array.isArray(roles) || !roles.every((role) => typeof role == "string"))
    throw refuseClaim("roles", "missing or malformed");
};

// src/lti/launch/checks/check-subject.ts
var checkSubject = ({ claims }) => {
  if (readText(claims, "sub", 255) === null) throw refuseClaim("subject", "missing or malformed");
};

// src/lti/launch/checks/check-target.ts
var checkTarget = ({ claims, login, publicUrl }) => {
  let target = readText(claims, claim.targetLinkUri, 2048);
  if (target === null) throw refuseClaim("target", "missing or malformed");
  if (target !== login.initiation.targetLinkUri) throw refuseClaim("target", "not the target of the login");
  if (!isOwnAddress(target, publicUrl)) throw refuseClaim("target", "not ours");
};

// src/lti/launch/checks/check-version.ts
var checkVersion = ({ claims }) => {
  if (claims[claim.version] !== "1.3.0") throw refuseClaim("version", "not LTI 1.3.0");
};

// src/lti/launch/verify-signature.ts
import { decodeProtectedHeader, errors, jwtVerify } from "jose";

// src/lti/login/start-login.ts
var loginLifeMs = 10 * 6e4;
async function startLogin(deps, institution, initiation2) {
  let newSecret = () => deps.randomBytes(32).toString("base64url"), [state, nonce, browserSecret] = [newSecret(), newSecret(), newSecret()];
  await deps.logins.insert(state, {
    institutionId: institution.id,
    nonce,
    browserSecretHash: hashSecret(browserSecret),
    initiation: initiation2,
    expiresAt: new Date(deps.clock().getTime() + loginLifeMs)
  });
  let redirectUri = `${deps.publicUrl}/lti/launch`, authorizationUrl = buildAuthorizationUrl(institution, initiation2, { redirectUri, state, nonce });
  return { state, browserSecret, authorizationUrl };
}
function buildAuthorizationUrl({ platform }, initiation2, ours) {
  let url = new URL(platform.authorizationEndpoint), parameters = {
    scope: "openid",
    response_type: "id_token",
    response_mode: "form_post",
    prompt: "none",
    client_id: platform.clientId,
    redirect_uri: ours.redirectUri,
    login_hint: initiation2.loginHint,
    state: ours.state,
    nonce: ours.nonce
  };
  for (let [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return initiation2.messageHint !== null && url.searchParams.set("lti_message_hint", initiation2.messageHint), url.href;
}

// src/lti/launch/verify-signature.ts
var clockToleranceSeconds = 300;
async function verifySignature(idToken, platform, keySets, clock) {
  let kid = readKeyId(idToken), key = await keySets.findKey(platform.jwksUrl, kid);
  if (key === null) throw new LaunchRefusal("key_known", "launch_invalid", { detail: "unknown kid" });
  let options = {
    algorithms: ["RS256"],
    issuer: platform.issuer,
    audience: platform.clientId,
    currentDate: clock(),
    clockTolerance: clockToleranceSeconds,
    maxTokenAge: loginLifeMs / 1e3,
    requiredClaims: ["exp", "iat"]
  };
  try {
    return (await jwtVerify(idToken, key, options)).payload;
  } catch (error) {
    throw describeFailure(error);
  }
}
function readKeyId(idToken) {
  let header = readHeader(idToken);
  if (header?.alg !== "RS256")
    throw new LaunchRefusal("algorithm", "launch_invalid", { detail: "not RS256" });
  let { kid } = header;
  if (typeof kid != "string" || kid === "" || kid.length > 255)
    throw new LaunchRefusal("key_named", "launch_invalid", { detail: "no kid" });
  return kid;
}
function readHeader(idToken) {
  try {
    return decodeProtectedHeader(idToken);
  } catch {
    return null;
  }
}
function describeFailure(error) {
  let facts = { detail: error instanceof errors.JOSEError ? error.code : "the signature could not be checked", cause: error };
  if (error instanceof errors.JWTExpired) return new LaunchRefusal("times", "launch_expired", facts);
  if (error instanceof errors.JWTClaimValidationFailed) {
    let check2 = { iss: "issuer", aud: "audience" }[error.claim] ?? "times";
    return new LaunchRefusal(check2, "launch_invalid", facts);
  }
  return new LaunchRefusal("signature", "launch_invalid", facts);
}

// src/lti/launch/verify-launch.ts
var claimChecks = [
  checkAudience,
  checkNonce,
  checkVersion,
  checkMessageType,
  checkDeploymentId,
  checkTarget,
  checkSubject,
  checkRolesClaim,
  checkResourceLink
];
async function findLogin(logins, state, now) {
  return await logins.find(state, now) ?? useLogin(logins, state, now);
}
async function verifyLaunch(deps, institution, post) {
  let login = await useLogin(deps.logins, post.state, deps.clock()), claims = await verifySignature(post.idToken, institution.platform, deps.keySets, deps.clock);
  runChecks(claimChecks, { claims, institution, login, publicUrl: deps.publicUrl });
  let deploymentId = readText(claims, claim.deploymentId, 255) ?? "";
  return await requireApproved(deps.deployments, institution.id, deploymentId), { claims, institution, deploymentId };
}
function runChecks(checks, launch) {
  for (let check2 of checks)
    try {
      check2(launch);
    } catch (error) {
      throw error instanceof LaunchRefusal ? error : new LaunchRefusal(check2.name, "launch_invalid", { detail: "the check failed", cause: error });
    }
}
async function useLogin(logins, state, now) {
  let use = await logins.use(state, now);
  if (use.kind === "used") return use.login;
  let code = use.kind === "used_before" ? "launch_replayed" : "launch_expired";
  throw new LaunchRefusal("state", code, { detail: `the state is ${use.kind}` });
}
async function requireApproved(deployments, institutionId, deploymentId) {
  let { state } = await deployments.findOrRecord(institutionId, deploymentId);
  if (state !== "approved")
    throw new LaunchRefusal("deployment", "deployment_unknown", {
      detail: `the deployment is ${state}`,
      values: { deploymentId }
    });
}

// src/lti/launch/accept-launch.ts
function acceptLaunch(deps, keySets) {
  return async (request, response) => {
    let progress = { event: "launch" };
    try {
      setPrivateHeaders(response);
      let post = readLaunchPost(request.body), login = await findLogin(deps.logins, post.state, deps.clock()), institution = await findLoginInstitution(deps.institutions, login);
      progress.institutionId = institution.id, allowFraming(response, institution);
      let exchange = { request, response, institution }, tooMany = await deps.attemptLimits.takePost(response, post.state);
      if (tooMany !== null) throw tooMany;
      let proof = proveBrowser(request, post, login, deps.publicUrl);
      if (progress.proof = proof, proof === "missing") {
        let refusal = await requestBrowserProof(exchange, post, login, deps);
        refusal !== null && reportOutcome(deps, progress, refusal);
        return;
      }
      let verified = await verifyLaunch({ ...deps, keySets }, institution, post);
      await deps.attemptLimits.confirm(request, login);
      let launch = readLaunchContext(verified);
      progress.launch = launch, response.clearCookie(nameLoginCookie(post.state), cookieAttributes), requirePage(launch, institution), requireOwnPlacement(verified), await startSession(deps, exchange, launch, proof), reportOutcome(deps, progress, null);
    } catch (error) {
      let refusal = (progress.institutionId === void 0 ? await limitUnknown(deps, request, response) : null) ?? toProductError(error);
      throw reportOutcome(deps, progress, refusal), refusal;
    }
  };
}
var stateForm = z7.object({ state: z7.string().max(255) });
async function limitUnknown({ logins, institutions, attemptLimits }, request, response) {
  let form3 = stateForm.safeParse(request.body), institutionId = form3.success ? await logins.findInstitutionId(form3.data.state) : null;
  if (!form3.success || institutionId === null) return attemptLimits.takeStray(request, response);
  let institution = await institutions.find(institutionId);
  return institution !== null && allowFraming(response, institution), attemptLimits.takePost(response, form3.data.state);
}

// src/lti/launch/key-set-cache.ts
import { importJWK } from "jose";
import { z as z8 } from "zod";
var freshMs = 10 * 6e4, longestUseMs = 1440 * 6e4, coolDownMs = 6e4, failureCoolDownMs = 5e3, rsaKey = z8.looseObject({
  kty: z8.literal("RSA"),
  kid: z8.string(),
  n: z8.string(),
  e: z8.string(),
  use: z8.literal("sig").optional(),
  alg: z8.literal("RS256").optional()
}), keySetShape = z8.object({ keys: z8.array(z8.unknown()) });
function createKeySetCache(http, clock) {
  let sets = /* @__PURE__ */ new Map(), nextReadAt = /* @__PURE__ */ new Map(), reads = /* @__PURE__ */ new Map();
  async function read(url) {
    try {
      let keys = await fetchKeys(http, url);
      sets.set(url, { keys, readAt: clock().getTime() }), nextReadAt.set(url, clock().getTime() + coolDownMs);
    } catch (error) {
      throw nextReadAt.set(url, clock().getTime() + failureCoolDownMs), error;
    }
  }
  async function readUnlessCooling(url) {
    let onItsWay = reads.get(url);
    if (onItsWay !== void 0) return onItsWay;
    if (clock().getTime() < (nextReadAt.get(url) ?? 0)) return;
    let started = read(url).finally(() => reads.delete(url));
    return reads.set(url, started), started;
  }
  let usableSet = (url) => {
    let set = sets.get(url);
    return set !== void 0 && clock().getTime() - set.readAt < longestUseMs ? set : null;
  };
  return {
    async findKey(url, kid) {
      let cached = usableSet(url), known = cached?.keys.get(kid);
      if (cached && known && clock().getTime() - cached.readAt < freshMs) return known;
      try {
        await readUnlessCooling(url);
      } catch (error) {
        if (known) return known;
        throw unreadable(error);
      }
      let set = usableSet(url);
      if (set === null) throw unreadable("it could not be read a moment ago");
      return set.keys.get(kid) ?? null;
    }
  };
}
async function fetchKeys(http, url) {
  let response = await http({ method: "GET", url, headers: { accept: "application/json" } });
  if (response.status !== 200) throw new Error(`the key set answered ${response.status}`);
  let { keys } = keySetShape.parse(JSON.parse(response.body)), found = /* @__PURE__ */ new Map();
  for (let candidate of keys) {
    let parsed = rsaKey.safeParse(candidate);
    if (!parsed.success) continue;
    let { kty, n, e, kid } = parsed.data, key = await importJWK({ kty, n, e }, "RS256");
    key instanceof Uint8Array || found.set(kid, key);
  }
  return found;
}
var unreadable = (cause) => new ProductError("canvas_unreachable", { detail: "the key set of the platform", next: "retry", cause });

// src/lti/login/begin-login.ts
import { z as z10 } from "zod";

// src/lti/login/login-request.ts
import { z as z9 } from "zod";
var hint = z9.string().min(1).max(4096), address = z9.string().min(1).max(2048), loginParameters = z9.object({
  iss: address,
  login_hint: hint,
  target_link_uri: address,
  client_id: z9.string().min(1).max(255).optional(),
  lti_message_hint: hint.optional(),
  /** Platform Storage 0.1 § 2: name of the frame to talk to. It becomes the name of a frame, nothing else. */
  lti_storage_target: z9.string().regex(/^[\w.:-]{1,100}$/).optional()
});
function readLoginRequest(parameters) {
  let parsed = loginParameters.safeParse(parameters);
  if (parsed.success) return parsed.data;
  throw new LaunchRefusal("login_parameters", "launch_invalid", {
    detail: describeIssues(parsed.error.issues, "code")
  });
}

// src/lti/login/begin-login.ts
function beginLogin(deps) {
  return async (request, response) => {
    let progress = { event: "login" };
    try {
      let asked = readLoginRequest(request.method === "POST" ? request.body : request.query), institution = await findInstitution(deps.institutions, asked.iss, asked.client_id);
      if (progress.institutionId = institution.id, allowFraming(response, institution), requireEnabled(institution), !isOwnAddress(asked.target_link_uri, deps.publicUrl))
        throw new LaunchRefusal("target", "launch_invalid", { detail: "the target is not ours" });
      let initiation2 = toInitiation(asked), person = { institutionId: institution.id, initiation: initiation2 }, tooMany = await deps.attemptLimits.takeLogin(request, response, person);
      if (tooMany !== null) throw tooMany;
      let login = await startLogin(deps, institution, initiation2);
      setLoginCookie(response, login);
      let exchange = { request, response, institution }, storage = describeStorage(institution, initiation2, login.state);
      storage === null ? goToPlatform(response, login) : await findBrowserProof(exchange, login, storage, deps);
    } catch (error) {
      let refusal = (progress.institutionId === void 0 ? await deps.attemptLimits.takeStray(request, response) : null) ?? toProductError(error);
      throw reportOutcome(deps, progress, refusal), refusal;
    }
  };
}
function toInitiation(asked) {
  return {
    loginHint: asked.login_hint,
    messageHint: asked.lti_message_hint ?? null,
    targetLinkUri: asked.target_link_uri,
    storageTarget: asked.lti_storage_target ?? null
  };
}
function goToPlatform(response, login) {
  setPrivateHeaders(response), response.redirect(302, login.authorizationUrl);
}
async function findBrowserProof(exchange, { state, authorizationUrl, browserSecret }, storage, deps) {
  await renderLtiPage(exchange, deps, {
    view: "login",
    state,
    authorizationUrl,
    cookieCheckPath: `/lti/login/cookie?login=${loginLabel(state)}`,
    storage,
    secret: browserSecret
  });
}
var answerCookieCheck = (request, response) => {
  let label = z10.string().regex(/^[\w-]{12}$/).safeParse(request.query.login), found = label.success && readCookie(request.headers.cookie, labelCookie(label.data)) !== null;
  setPrivateHeaders(response), response.json({ cookie: found });
}, restartForm = z10.object({ state: z10.string().max(255) });
function restartLogin(deps) {
  return async (request, response) => {
    let form3 = restartForm.safeParse(request.body);
    if (!form3.success || !isOwnPost(request, deps.publicUrl)) {
      let forged = new LaunchRefusal("restart", "form_forged", { detail: "not from our page" });
      throw await deps.attemptLimits.takeStray(request, response) ?? forged;
    }
    let old = await deps.logins.restart(form3.data.state, deps.clock());
    if (old === null) {
      let expired = new LaunchRefusal("restart", "launch_expired");
      throw await deps.attemptLimits.takeStray(request, response) ?? expired;
    }
    let institution = await findLoginInstitution(deps.institutions, old), login = await startLogin(deps, institution, { ...old.initiation, storageTarget: null });
    setLoginCookie(response, login);
    let page = { view: "continue", authorizationUrl: login.authorizationUrl };
    await renderLtiPage({ request, response, institution }, deps, page);
  };
}
function setLoginCookie(response, login) {
  let options = { ...cookieAttributes, maxAge: loginLifeMs };
  response.cookie(nameLoginCookie(login.state), login.browserSecret, options);
}

// src/lti/lti-router.ts
var publicFolder = join2(productFolder, "public/lti"), form = express.urlencoded({ extended: !1, limit: "256kb", parameterLimit: 100 });
function createLtiRouter(deps) {
  let router = Router2(), keySets = createKeySetCache(deps.http, deps.clock);
  return router.get("/lti/login", beginLogin(deps)), router.post("/lti/login", form, beginLogin(deps)), router.get("/lti/login/cookie", answerCookieCheck), router.post("/lti/login/window", form, restartLogin(deps)), router.post("/lti/launch", form, acceptLaunch(deps, keySets)), router.post("/lti/session/window", form, moveSession(deps)), router.get("/lti/launch", askToLaunch), router.get("/lti/jwks", answerKeySet(deps)), router.use("/lti/assets", express.static(publicFolder, { index: !1, maxAge: "1h" })), router;
}
var askToLaunch = () => {
  throw new ProductError("session_missing");
};
function answerKeySet({ engine }) {
  return async (_request, response) => {
    response.setHeader("cache-control", "public, max-age=300"), response.json(await engine.readKeySet());
  };
}

// src/lti/registration/registration-router.ts
import express2, { Router as Router3 } from "express";
import { z as z14 } from "zod";

// src/lti/registration/register-routes.ts
import { z as z13 } from "zod";

// src/lti/registration/openid-configuration.ts
import { z as z11 } from "zod";
var configurationShape = z11.object({
  issuer: z11.string().min(1).max(500),
  authorization_endpoint: z11.url(),
  token_endpoint: z11.url(),
  jwks_uri: z11.url(),
  registration_endpoint: z11.url(),
  "https://purl.imsglobal.org/spec/lti-platform-configuration": z11.object({ "https://canvas.instructure.com/lti/account_name": z11.string().max(300).optional() }).optional()
});
function allowedOrigins({ canvasUrl, loginOrigins }) {
  return [.../* @__PURE__ */ new Set([new URL(canvasUrl).origin, ...loginOrigins])];
}
async function readPlatformConfiguration(http, link, address2, registrationToken) {
  requireOrigin(link, address2);
  let headers = { accept: "application/json", ...authorize(registrationToken) }, answer = await callPlatform(http, { method: "GET", url: address2, headers }), parsed = configurationShape.safeParse(answer);
  if (!parsed.success) throw failed("its OpenID configuration is not complete");
  let { issuer, ...endpoints } = parsed.data;
  if (issuer !== link.issuer) throw foreign(`issuer ${issuer}`);
  let { authorization_endpoint, token_endpoint, jwks_uri, registration_endpoint } = endpoints;
  for (let url of [authorization_endpoint, token_endpoint, jwks_uri, registration_endpoint])
    requireOrigin(link, url);
  let platform = parsed.data["https://purl.imsglobal.org/spec/lti-platform-configuration"];
  return {
    issuer,
    authorizationEndpoint: authorization_endpoint,
    tokenEndpoint: token_endpoint,
    jwksUrl: jwks_uri,
    registrationEndpoint: registration_endpoint,
    accountName: platform?.["https://canvas.instructure.com/lti/account_name"] ?? null
  };
}
function postRegistration(http, { registrationEndpoint }, registrationToken, message) {
  let headers = {
    accept: "application/json",
    "content-type": "application/json",
    ...authorize(registrationToken)
  };
  return callPlatform(http, {
    method: "POST",
    url: registrationEndpoint,
    headers,
    body: JSON.stringify(message)
  });
}
var authorize = (token2) => token2 === null ? {} : { authorization: `Bearer ${token2}` };
async function callPlatform(http, request) {
  let { host } = new URL(request.url);
  try {
    let { status, body } = await http(request);
    if (status < 200 || status > 299) throw failed(`status ${status} from ${host}`);
    return JSON.parse(body);
  } catch (error) {
    throw error instanceof ProductError ? error : error instanceof SyntaxError ? failed(`something from ${host} that is not JSON`, error) : error instanceof HttpFailure ? error.kind === "address" ? foreign(`the address ${host}`, error) : failed(`nothing (${error.kind}) from ${host}`, error) : error;
  }
}
function requireOrigin(link, address2) {
  let url = URL.canParse(address2) ? new URL(address2) : null;
  if (!(url !== null && allowedOrigins(link).includes(url.origin)) || url.username !== "" || url.password !== "")
    throw foreign(`the address ${url?.host ?? "that it gave"}`);
}
var foreign = (reason, cause) => new ProductError("registration_foreign", { detail: reason, next: "fix", values: { reason }, cause }), failed = (reason, cause) => new ProductError("registration_failed", { detail: reason, next: "retry", values: { reason }, cause });

// src/lti/registration/registration-message.ts
import { z as z12 } from "zod";
var configurationClaim = "https://purl.imsglobal.org/spec/lti-tool-configuration", canvasExtension = "https://canvas.instructure.com/lti";
function buildRegistration(addresses, names) {
  let { publicUrl, regionalUrls = {} } = addresses, launch = `${publicUrl}/lti/launch`;
  return {
    application_type: "web",
    grant_types: ["client_credentials", "implicit"],
    response_types: ["id_token"],
    initiate_login_uri: `${publicUrl}/lti/login`,
    redirect_uris: launchUrls(addresses),
    client_name: names.sisLabel,
    jwks_uri: `${publicUrl}/lti/jwks`,
    logo_uri: iconUrl(addresses),
    token_endpoint_auth_method: "private_key_jwt",
    scope: serviceScopes.join(" "),
    [configurationClaim]: {
      domain: new URL(publicUrl).host,
      secondary_domains: Object.values(regionalUrls).map((url) => new URL(url).host),
      target_link_uri: launch,
      description: describeTool(names),
      custom_parameters: { ...customFields },
      claims: ["iss", "sub", "name", "given_name", "family_name", "locale"],
      messages: listPlacements(names).map(({ placement, text, visibility }) => ({
        type: "LtiResourceLinkRequest",
        target_link_uri: launch,
        label: text,
        icon_uri: iconUrl(addresses),
        placements: [placement],
        ...visibility === void 0 ? {} : { [`${canvasExtension}/visibility`]: visibility },
        ...placement === "course_navigation" ? { [`${canvasExtension}/course_navigation/default_enabled`]: !0 } : {}
      })),
      [`${canvasExtension}/privacy_level`]: "public",
      [`${canvasExtension}/tool_id`]: toolId
    }
  };
}
var answerShape = z12.object({
  client_id: z12.union([z12.string().min(1), z12.number()]).transform(String),
  scope: z12.string().optional(),
  [configurationClaim]: z12.object({
    deployment_id: z12.string().min(1).optional(),
    messages: z12.array(z12.object({ placements: z12.array(z12.string()).optional() })).optional()
  }).optional()
});
function readRegistered(answer, names) {
  let parsed = answerShape.safeParse(answer);
  if (!parsed.success) return null;
  let { client_id: clientId, scope, [configurationClaim]: configuration } = parsed.data, scopes = scope === void 0 ? serviceScopes : scope.split(/\s+/), placements2 = configuration?.messages?.flatMap((message) => message.placements ?? []);
  return {
    clientId,
    deploymentId: configuration?.deployment_id ?? null,
    missingScopes: serviceScopes.filter((name) => !scopes.includes(name)),
    missingPlacements: listPlacements(names).map(({ placement }) => placement).filter((placement) => placements2 !== void 0 && !placements2.includes(placement))
  };
}

// src/lti/registration/register-routes.ts
var token = z13.string().max(8e3), invitation = z13.object({ invite: z13.string().max(255) }), initiation = invitation.extend({
  openid_configuration: z13.string().max(2e3),
  registration_token: token.optional()
}), registrationForm = initiation.extend({ sis_label: z13.string().trim().min(1).max(60) });
function showRegistration(deps) {
  return async (request, response) => {
    setPrivateHeaders(response);
    let query = initiation.safeParse(request.query);
    if (!query.success) throw await refuseMisplaced(deps, request);
    let { link, configuration } = await readVisit(deps, response, query.data), language = deps.chooseLanguage(request.acceptsLanguages()[0] ?? "en"), { scopes, placements: placements2 } = language.messages.registration, model = {
      t: language.messages.registration,
      link,
      accountName: configuration.accountName,
      scopes: serviceScopes.map((scope) => scopes[scope]),
      placements: listPlacements(link).map(({ placement }) => placements2[placement]),
      fields: query.data
    }, { publicUrl } = deps.addresses;
    await sendLtiPage(response, {
      view: "register",
      model,
      language,
      publicUrl,
      framedBy: allowedOrigins(link)
    });
  };
}
function register(deps) {
  return async (request, response) => {
    setPrivateHeaders(response);
    let form3 = registrationForm.safeParse(request.body);
    if (!form3.success) throw new ProductError("form_invalid", { detail: "the registration form" });
    let visit = await readVisit(deps, response, form3.data);
    if (!isOwnPost(request, deps.addresses.publicUrl))
      throw new ProductError("form_forged", { detail: "foreign origin" });
    let { invite } = form3.data;
    if (!await deps.installLinks.use(invite, deps.clock())) throw new ProductError("install_link_used");
    try {
      let { registered, institution } = await install(deps, visit, form3.data);
      await deps.installLinks.setInstitution(invite, institution.id), deps.onRegistered(institution);
      let { missingScopes, missingPlacements } = registered;
      deps.log.info(
        { event: "registered", institutionId: institution.id, missingScopes, missingPlacements },
        "an institution was installed by its link"
      );
      let page = describeInstalled(deps.chooseLanguage, request, registered), { publicUrl } = deps.addresses;
      await sendLtiPage(response, { ...page, publicUrl, framedBy: allowedOrigins(visit.link) });
    } catch (error) {
      throw await deps.installLinks.reopen(invite), error;
    }
  };
}
async function install(deps, { link, configuration }, form3) {
  let names = { sisLabel: form3.sis_label }, message = buildRegistration(deps.addresses, names), answer = await postRegistration(deps.http, configuration, form3.registration_token ?? null, message), registered = readRegistered(answer, names);
  if (registered === null) {
    let reason = "no client id";
    throw new ProductError("registration_failed", { detail: reason, values: { reason } });
  }
  let { issuer, authorizationEndpoint, tokenEndpoint, jwksUrl } = configuration, { clientId, deploymentId } = registered, institution = await deps.institutions.create({
    name: link.name,
    enabled: !0,
    platform: { issuer, clientId, authorizationEndpoint, tokenEndpoint, jwksUrl },
    canvas: { baseUrl: link.canvasUrl, apiKey: null },
    sis: null,
    settings: { ...defaultInstitutionSettings, sisLabel: names.sisLabel }
  });
  return await deps.engine.registerPlatform(institution), deploymentId !== null && await deps.deployments.decide(institution.id, deploymentId, "approved"), { registered, institution };
}
function describeInstalled(chooseLanguage, request, { clientId, deploymentId, missingScopes, missingPlacements }) {
  let language = chooseLanguage(request.acceptsLanguages()[0] ?? "en"), t = language.messages.registration, nameAll = (names, labels) => names.map((name) => labels[name] ?? name).join(", "), [enable, deploy, open, connect] = t.steps.map((step) => language.t(step, { clientId })), steps = deploymentId === null ? [enable, deploy, open, connect] : [enable, t.approvedStep, connect];
  return { view: "registered", model: {
    t,
    done: language.t(t.done, { clientId }),
    notGranted: missingScopes.length === 0 ? null : language.t(t.notGranted, { list: nameAll(missingScopes, t.scopes) }),
    notShown: missingPlacements.length === 0 ? null : language.t(t.notShown, { list: nameAll(missingPlacements, t.placements) }),
    steps
  }, language };
}
async function readVisit(deps, response, fields2) {
  let found = await deps.installLinks.find(fields2.invite, deps.clock());
  if (found.kind === "unknown") throw new ProductError("install_link_unknown");
  let { link } = found;
  if (allowFramingFrom(response, allowedOrigins(link)), found.kind === "used") throw new ProductError("install_link_used");
  if (found.kind === "expired") throw new ProductError("install_link_expired");
  let { openid_configuration: address2, registration_token: registrationToken = null } = fields2, configuration = await readPlatformConfiguration(deps.http, link, address2, registrationToken);
  return { link, configuration };
}
async function refuseMisplaced(deps, request) {
  let query = invitation.safeParse(request.query), found = query.success ? await deps.installLinks.find(query.data.invite, deps.clock()) : null;
  return found?.kind === "open" ? new ProductError("install_link_misplaced") : found?.kind === "used" ? new ProductError("install_link_used") : found?.kind === "expired" ? new ProductError("install_link_expired") : new ProductError("install_link_unknown");
}

// src/lti/registration/registration-router.ts
var form2 = express2.urlencoded({ extended: !1, limit: "32kb", parameterLimit: 20 });
function createRegistrationRouter(deps) {
  let router = Router3(), { limitRegistration } = deps.attemptLimits;
  return router.get("/lti/config.json", answerToolConfig(deps.addresses)), router.get(registerPath, limitRegistration, showRegistration(deps)), router.post(registerPath, limitRegistration, form2, register(deps)), router;
}
var configQuery = z14.object({ sis_label: z14.string().trim().min(1).max(60).optional() });
function answerToolConfig(addresses) {
  return (request, response) => {
    let sisLabel = configQuery.safeParse(request.query).data?.sis_label ?? defaultInstitutionSettings.sisLabel;
    response.setHeader("cache-control", "public, max-age=300"), response.json(buildToolConfig(addresses, { sisLabel }));
  };
}

// src/operation/operation-router.ts
import { createHash, timingSafeEqual } from "node:crypto";
import express3 from "express";
function createOperationRouter({ findMissing: findMissing2, metrics, metricsToken }) {
  let router = express3.Router();
  return router.get("/healthz", (_req, res) => {
    res.json({ status: "ok" });
  }), router.get("/readyz", async (_req, res) => {
    let missing = await findMissing2();
    missing.length === 0 ? res.json({ status: "ready" }) : res.status(503).json({ status: "not ready", missing });
  }), metrics === null || router.get("/metrics", requireToken(metricsToken), async (_req, res) => {
    let text = await metrics.read();
    res.set("Content-Type", metrics.contentType).send(text);
  }), router;
}
function requireToken(token2) {
  let digest = (text) => createHash("sha256").update(text).digest();
  return (req, res, next) => {
    if (token2 === void 0) return next();
    let [, given = ""] = /^Bearer (.+)$/i.exec(req.get("authorization") ?? "") ?? [];
    if (timingSafeEqual(digest(given), digest(token2))) return next();
    res.status(401).set("WWW-Authenticate", "Bearer").json({ error: "unauthorized" });
  };
}

// src/operation/warn-undeclared-proxy.ts
function warnUndeclaredProxy(trustedProxies, log2) {
  let mayWarn = trustedProxies === 0;
  return (request, _response, next) => {
    mayWarn && request.get("x-forwarded-for") !== void 0 && (mayWarn = !1, log2.warn(
      { event: "undeclared_proxy" },
      "requests carry X-Forwarded-For while TRUSTED_PROXIES is 0: set it to the number of reverse proxies in front of the tool"
    )), next();
  };
}

// src/pages.ts
import { join as join4 } from "node:path";

// src/lti/session/session-guard.ts
function createSessionGuard(deps) {
  return {
    requireSession: requireSession(deps),
    requireAdministrator: requireSession(deps, { administratorsOnly: !0 }),
    requireForm: (request, _response, next) => {
      requireOwnForm(request, deps.publicUrl, sessionOf(request).csrfToken), next();
    },
    formTokenField: csrfField,
    sessionOf,
    baseOf: (request) => visitOf(request).basePath,
    mayPost
  };
}

// src/web/ui/render.ts
import { join as join3 } from "node:path";
import ejs2 from "ejs";
function createRender(views, assets) {
  let options = { cache: !0, _with: !1, localsName: "page", root: views, rmWhitespace: !0 }, renderView = (view, page) => ejs2.renderFile(join3(views, `${view}.ejs`), { ...page, asset: assets.url }, options);
  return async (res, view, page) => {
    let body = await renderView(view, page);
    res.type("html").send(await renderView("ui/layout", { frame: page.frame, body }));
  };
}

// src/pages.ts
function connectPages(services, assets) {
  let { settings, log: log2, clock, chooseLanguage, randomBytes, passback, categories, nightly, consents } = services, { sessions, institutions } = services.stores, connectedPath = `${readBasePath(settings.PUBLIC_URL)}/canvas/connected`, connectAddress = async ({ person }, institution) => {
    let { canvasUserId } = person;
    return canvasUserId === null || !consents.isOffered(institution) ? null : consents.begin({ institution, canvasUserId }, connectedPath);
  }, render3 = createRender(join4(productFolder, "views"), assets), guard = createSessionGuard({
    publicUrl: settings.PUBLIC_URL,
    clock,
    log: log2,
    sessions,
    institutions,
    onRefused: services.auditEvents.onAccessRefused
  }), readInstitution = async ({ institutionId }) => requireFound(await institutions.find(institutionId));
  return {
    webDeps: {
      passback,
      categories,
      nightly,
      consents: {
        async has({ person: { canvasUserId } }, institution) {
          return canvasUserId !== null && consents.has({ institution, canvasUserId });
        },
        connectAddress,
        async revoke({ person: { canvasUserId } }, institution) {
          canvasUserId !== null && await consents.revoke({ institution, canvasUserId });
        }
      },
      guard,
      render: render3,
      chooseLanguage,
      readInstitution,
      launchUrl: `${settings.PUBLIC_URL}/lti/launch`,
      clock
    },
    adminDeps: {
      guard,
      passback,
      runs: services.institutionRuns,
      nightly,
      readInstitution,
      async changeInstitution(launch, before, after) {
        await institutions.update(after), await services.audit.recordChange(personOf(launch), before, after);
      },
      readSecretDates: (institutionId) => institutions.readSecretDates(institutionId),
      profiles: services.profiles,
      addressRules: { allowPrivateAddresses: settings.ALLOW_PRIVATE_ADDRESSES },
      testConnection: services.testConnection,
      consents: {
        count: (institutionId) => services.stores.canvasGrants.count(institutionId),
        has: (institution, canvasUserId) => consents.has({ institution, canvasUserId }),
        revoke: (institution, canvasUserId) => consents.revoke({ institution, canvasUserId })
      },
      canvasKey: { redirectUri: settings.PUBLIC_URL + callbackPath, scopes: canvasScopes },
      audit: services.audit,
      render: render3,
      chooseLanguage,
      clock
    },
    errorPageDeps: {
      render: render3,
      chooseLanguage,
      log: log2,
      randomBytes,
      baseOf: (request) => findVisit2(request)?.basePath ?? null,
      administrationOf(request) {
        let visit = findVisit2(request);
        return visit === null || !mayAdminister(visit.session.launch) ? null : `${visit.basePath}/${placementPages.account_navigation}`;
      },
      async connectAddress(request) {
        let visit = findVisit2(request);
        return visit === null ? null : connectAddress(visit.session.launch, visit.institution);
      },
      localeOf: (request) => findVisit2(request)?.session.launch.locale ?? (request.acceptsLanguages()[0] || "en")
    }
  };
}
function findVisit2(request) {
  try {
    return visitOf(request);
  } catch {
    return null;
  }
}
function requireFound(value) {
  if (value === null) throw new Error("a session without institution");
  return value;
}

// src/web/administration/administration-router.ts
import express4 from "express";

// src/web/ui/formats.ts
function createFormats(locale, timeZone) {
  let known = knownLocale(locale), zone = knownZone(timeZone), day2 = { year: "numeric", month: "short", day: "numeric" }, clock = { hour: "numeric", minute: "2-digit" }, shownZone = zone ? { timeZone: zone } : { timeZone: "UTC", timeZoneName: "short" }, dateTime = new Intl.DateTimeFormat(known, { ...day2, ...clock, ...shownZone }), time = new Intl.DateTimeFormat(known, { ...clock, ...shownZone }), number = new Intl.NumberFormat(known, { maximumFractionDigits: 4 }), percent = new Intl.NumberFormat(known, { style: "percent", maximumFractionDigits: 0 });
  return {
    dateTime: (instant) => dateTime.format(instant),
    time: (instant) => time.format(instant),
    dayIn: (place) => {
      let format = new Intl.DateTimeFormat(known, { ...day2, timeZone: knownZone(place) ?? "UTC" });
      return (instant) => format.format(instant);
    },
    number: (value) => number.format(value),
    percent: (share) => percent.format(share),
    duration: (milliseconds) => formatDuration(milliseconds, known)
  };
}
function knownZone(zone) {
  return zone !== null && isTimeZone(zone) ? zone : null;
}
function formatDuration(milliseconds, locale) {
  let seconds = Math.max(0, Math.round(milliseconds / 1e3)), unit = (value, name) => new Intl.NumberFormat(locale, { style: "unit", unit: name, unitDisplay: "short" }).format(value);
  return seconds < 60 ? unit(seconds, "second") : seconds < 3600 ? `${unit(Math.floor(seconds / 60), "minute")} ${unit(seconds % 60, "second")}` : `${unit(Math.floor(seconds / 3600), "hour")} ${unit(Math.floor(seconds % 3600 / 60), "minute")}`;
}

// src/web/ui/page-context.ts
async function readPageContext(deps, createLinks2, req, res) {
  let { launch, csrfToken } = deps.guard.sessionOf(req), institution = await deps.readInstitution(launch), language = deps.chooseLanguage(launch.locale), base = deps.guard.baseOf(req);
  return {
    launch,
    institution,
    language,
    messages: language.messages,
    t: (message, values = {}) => language.t(message, { sis: institution.settings.sisLabel, ...values }),
    formats: createFormats(launch.locale, launch.timeZone),
    base,
    links: createLinks2(base),
    formToken: { field: deps.guard.formTokenField, value: csrfToken },
    signal: abortOnClose(res)
  };
}
function abortOnClose(res) {
  let controller = new AbortController();
  return res.once("close", () => {
    res.writableFinished || controller.abort();
  }), controller.signal;
}

// src/web/ui/links.ts
function createLinks(base) {
  let runPath = (runId2) => `${base}/grade-sync/runs/${encodeURIComponent(runId2)}`;
  return {
    postGrades: (query = {}) => withQuery(`${base}/post-grades`, query),
    scheduled: (run, how) => withQuery(`${base}/post-grades/scheduled`, { run, how }),
    history: (before) => withQuery(`${base}/grade-sync`, before ? { before: before.toISOString() } : {}),
    run: (runId2, query = {}) => withQuery(runPath(runId2), query),
    students: (runId2, query) => withQuery(`${runPath(runId2)}/students`, query),
    csv: (runId2, query = {}) => withQuery(`${runPath(runId2)}/grades.csv`, query),
    retry: (runId2) => `${runPath(runId2)}/retry`,
    cancel: (runId2) => `${runPath(runId2)}/cancel`,
    settings: `${base}/grade-sync/settings`,
    endConnection: `${base}/grade-sync/settings/connection/end`,
    remaster: `${base}/grade-sync/settings/remaster`,
    nightly: `${base}/grade-sync/settings/nightly`,
    categories: (query = {}) => withQuery(`${base}/categories`, query)
  };
}
function canvasRunLink(target) {
  return withQuery(
    `${target.canvasUrl}/courses/${encodeURIComponent(target.courseId)}/external_tools/retrieve`,
    {
      display: "borderless",
      placement: "course_navigation",
      client_id: target.clientId,
      url: withQuery(target.launchUrl, { run: target.runId })
    }
  );
}
function safeLink(address2) {
  return address2 !== null && /^https?:\/\//i.test(address2) && URL.canParse(address2) ? address2 : null;
}
function withQuery(path, query) {
  let text = new URLSearchParams(query).toString();
  return text === "" ? path : `${path}?${text}`;
}

// src/web/administration/administration-links.ts
function createAdminLinks(base) {
  let home = `${base}/administration`, runPath = (runId2) => `${home}/runs/${encodeURIComponent(runId2)}`;
  return {
    overview: (query) => withQuery2(home, query),
    runNightlyNow: `${home}/nightly/run-now`,
    runs: (query) => withQuery2(`${home}/runs`, query),
    run: (runId2, query) => withQuery2(runPath(runId2), query),
    students: (runId2, query) => withQuery2(`${runPath(runId2)}/students`, query),
    csv: (runId2, query) => withQuery2(`${runPath(runId2)}/grades.csv`, query),
    retry: (runId2) => `${runPath(runId2)}/retry`,
    sis: (query) => withQuery2(`${home}/sis-connection`, query),
    sisTest: `${home}/sis-connection/test`,
    canvasApi: (query) => withQuery2(`${home}/canvas-api`, query),
    disconnect: `${home}/canvas-api/disconnect`,
    settings: (query) => withQuery2(`${home}/settings`, query),
    audit: (query) => withQuery2(`${home}/audit`, query),
    auditCsv: (query) => withQuery2(`${home}/audit.csv`, query)
  };
}
function createCourseLinks(base, links) {
  return {
    ...createLinks(base),
    history: () => links.runs(),
    run: links.run,
    students: links.students,
    csv: links.csv,
    retry: links.retry
  };
}
function withQuery2(path, query = {}) {
  let text = new URLSearchParams(query).toString();
  return text === "" ? path : `${path}?${text}`;
}

// src/web/administration/administration-context.ts
function handleAdministrationPage(deps, handler) {
  return async (req, res) => {
    let context = await readPageContext(deps, createAdminLinks, req, res);
    res.set("Cache-Control", "no-store"), await handler(context, req, res);
  };
}

// src/web/administration/audit/audit-page.ts
import { Readable as Readable2 } from "node:stream";
import { pipeline as pipeline2 } from "node:stream/promises";
import { z as z16 } from "zod";

// src/csv.ts
function writeCsvLine(cells) {
  return `${cells.map(writeCell).join(",")}\r
`;
}
function writeCell(cell) {
  if (cell === null) return "";
  if (typeof cell == "number") return String(cell);
  let words = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\t\r\n]/.test(cell) || /^[\t\r\n]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n']/.test(words) ? `"${words.replaceAll('"', '""')}"` : words;
}

// src/web/runs/download-page.ts
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

// src/web/ui/describe-run.ts
var openStates = ["queued", "scheduled", "running", "waiting_for_sis"];
function isOpen({ state }) {
  return openStates.includes(state);
}
var stateTones = {
  queued: "neutral",
  scheduled: "neutral",
  running: "info",
  waiting_for_sis: "warning",
  completed: "success",
  completed_with_problems: "warning",
  nothing_to_send: "neutral",
  failed: "error",
  cancelled: "neutral"
};
function nameRequester({ messages }, requester) {
  return requester.kind === "nightly" ? messages.history.nightly : requester.name.trim() || messages.frame.person;
}
function nameStage({ messages }, { stage }) {
  return messages.stages[stage - 1] ?? "";
}
function shareDone({ stage, progress }) {
  return Math.min(1, Math.max(0, (stage - 1 + progress) / 5));
}
function beginning({ startedAt, createdAt }) {
  return startedAt ?? createdAt;
}

// src/web/ui/input.ts
import { z as z15 } from "zod";
var id = z15.string().min(1).max(300).regex(/^[^\u0000-\u001f\u007f]*$/), runId = z15.string().regex(/^[A-Za-z0-9_-]{1,64}$/), ids = z15.union([id.transform((one) => [one]), z15.array(id).max(5e3)]), sortColumns = [
  "name",
  "due",
  "category",
  "last-sync",
  "new",
  "changed",
  "unchanged",
  "held-back",
  "problems"
], postGradesQuery = z15.object({
  sort: z15.enum(sortColumns).default("due"),
  order: z15.enum(["up", "down"]).default("up"),
  section: id.or(z15.literal("")).default(""),
  select: z15.enum(["all", "none"]).default("all")
}), selectionForm = z15.object({ assignment: ids.default([]) }), settingsQuery = z15.object({ done: z15.literal("disconnected").optional() }), nightlyForm = z15.object({ nightly: z15.enum(["on", "off"]) }), scheduledQuery = z15.object({ run: runId, how: z15.enum(["created", "same", "joined"]) }), historyQuery = z15.object({
  before: z15.iso.datetime().transform((text) => new Date(text)).optional(),
  run: runId.optional()
}), runParams = z15.object({ runId }), runQuery = z15.object({ show: z15.enum(["all", "problems"]).default("all") }), studentsQuery = runQuery.extend({
  assignment: id.optional(),
  class: id.optional(),
  /** Name of a section without SIS id, which has no class. */
  section: id.optional(),
  page: z15.coerce.number().int().min(1).max(1e5).default(1)
});
function parseInput(schema, input) {
  let parsed = schema.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  throw new ProductError("form_invalid", {
    detail: describeIssues(parsed.error.issues, "code"),
    next: "fix"
  });
}
function parseRunId(params) {
  let parsed = runParams.safeParse(params);
  if (!parsed.success) throw new ProductError("run_not_found");
  return parsed.data.runId;
}

// src/web/runs/describe-item.ts
function describeReason({ messages, t }, { reason }) {
  return reason === null ? null : t(messages.reasons[reason]);
}
function describeStatus({ messages }, { scoreStatus }) {
  if (scoreStatus === null) return "\u2013";
  let known = messages.scoreStatuses;
  return Object.hasOwn(known, scoreStatus) ? known[scoreStatus] ?? scoreStatus : scoreStatus;
}

// src/web/runs/download-page.ts
function downloadRun({ passback }) {
  return async (context, req, res) => {
    let runId2 = parseRunId(req.params), { show } = parseInput(runQuery, req.query), run = await passback.readRun(context.launch, runId2), items = passback.streamRunItems(context.launch, runId2, {
      assignmentId: null,
      classSourcedId: null,
      problemsOnly: show === "problems"
    }), date = beginning(run).toISOString().slice(0, 10);
    res.attachment(context.t(context.messages.run.csvName, { date })), res.type("text/csv; charset=utf-8");
    try {
      await pipeline(Readable.from(writeLines(context, items)), res);
    } catch (error) {
      if (!isPrematureClose(error)) throw error;
    }
  };
}
function isPrematureClose(error) {
  return error instanceof Error && "code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE";
}
async function* writeLines(context, items) {
  let columns = context.messages.run.csvColumns;
  yield "\uFEFF" + writeCsvLine(Object.values(columns));
  for await (let item of items)
    yield writeCsvLine([
      item.assignmentName,
      item.sectionName,
      item.classSourcedId,
      item.studentName,
      item.studentSisId,
      item.score,
      item.scoreStatus === null ? null : describeStatus(context, item),
      context.messages.itemOutcomes[item.outcome],
      describeReason(context, item),
      item.sisMessage
    ]);
}

// src/web/administration/administration-frame.ts
function buildAdminFrame({ language, messages, links }, page) {
  let { frame: texts, administration } = messages, hrefs = {
    overview: links.overview(),
    runs: links.runs(),
    sis: links.sis(),
    canvasApi: links.canvasApi(),
    settings: links.settings(),
    audit: links.audit()
  }, tab = (name) => ({
    label: administration.tabs[name],
    href: hrefs[name],
    current: name === page.tab
  });
  return {
    language: language.tag,
    windowTitle: language.t(texts.pageTitle, { title: page.title }),
    skip: texts.skip,
    layout: "page",
    product: texts.product,
    tabsLabel: administration.tabsLabel,
    tabs: [tab("overview"), tab("runs"), tab("sis"), tab("canvasApi"), tab("settings"), tab("audit")],
    scripts: page.scripts ?? [],
    styles: ["administration/administration.css"]
  };
}

// src/web/administration/audit/audit-model.ts
var auditPageSize = 100;
function buildAudit(context, shown) {
  let { messages, t, links } = context, texts = messages.administration.audit, kept = shown.action === "" ? {} : { action: shown.action };
  return {
    frame: buildAdminFrame(context, { title: t(texts.title), tab: "audit" }),
    title: t(texts.title),
    lead: t(texts.lead, { count: context.institution.settings.auditDays }),
    filter: {
      action: links.audit(),
      label: t(texts.show),
      value: shown.action,
      options: [
        { value: "", label: t(texts.all) },
        ...auditActions.map((action) => ({ value: action, label: t(texts.actions[action]) }))
      ],
      submit: t(texts.submit)
    },
    download: { label: t(texts.download), href: links.auditCsv(kept) },
    tableLabel: t(texts.table),
    heads: [texts.when, texts.who, texts.what, texts.details].map((head) => t(head)),
    rows: shown.lines.map((line) => buildRow(context, line)),
    empty: shown.lines.length > 0 ? null : t(texts.none),
    newest: shown.isFirst ? null : { label: t(texts.newest), href: links.audit(kept) },
    older: shown.next === null ? null : { label: t(texts.older), href: links.audit({ ...kept, page: shown.next }) }
  };
}
function buildRow({ messages, t, formats, links }, line) {
  let texts = messages.administration.audit, { at, actor, action, outcome, code, runId: runId2, courseId, facts } = line;
  return {
    when: formats.dateTime(at),
    whenIso: at.toISOString(),
    who: t(texts.actors[actor.kind]) + (actor.role === null ? "" : ` (${actor.role})`),
    whoNote: actor.id,
    what: t(texts.actions[action]),
    refused: outcome === "refused" ? t(texts.refused, { code: code ?? "" }) : null,
    run: runId2 === null ? null : { label: t(texts.run), href: links.run(runId2) },
    facts: [
      ...courseId === null ? [] : [{ name: t(texts.course), value: courseId }],
      ...Object.entries(facts).flatMap(
        ([name, value]) => value === null ? [] : [{ name, value: String(value) }]
      )
    ]
  };
}

// src/web/administration/audit/audit-page.ts
var auditQuery = z16.object({
  action: z16.enum(["", ...auditActions]).default(""),
  page: z16.string().max(200).optional()
});
function showAudit({ audit, render: render3 }) {
  return async (context, req, res) => {
    let { action, page } = parseInput(auditQuery, req.query), query = { actions: listActions(action), page: page ?? null, limit: auditPageSize }, found = await audit.read(context.institution.id, query);
    await render3(res, "administration/audit/audit", buildAudit(context, { ...found, action, isFirst: page === void 0 }));
  };
}
function downloadAudit({ audit, clock }) {
  return async (context, req, res) => {
    let { action } = parseInput(auditQuery, req.query), lines = audit.stream(context.institution.id, listActions(action)), date = clock().toISOString().slice(0, 10);
    res.attachment(context.t(context.messages.administration.audit.csvName, { date })), res.type("text/csv; charset=utf-8");
    try {
      await pipeline2(Readable2.from(writeLines2(context, lines)), res);
    } catch (error) {
      if (!isPrematureClose(error)) throw error;
    }
  };
}
var listActions = (action) => action === "" ? [] : [action];
async function* writeLines2({ messages }, lines) {
  yield "\uFEFF" + writeCsvLine(Object.values(messages.administration.audit.csvColumns));
  for await (let { at, action, actor, outcome, code, courseId, runId: runId2, facts } of lines)
    yield writeCsvLine([
      at.toISOString(),
      action,
      actor.kind,
      actor.id,
      actor.role,
      outcome,
      code,
      courseId,
      runId2,
      JSON.stringify(facts)
    ]);
}

// src/web/administration/canvas-api/canvas-api-page.ts
import { z as z18 } from "zod";

// src/web/ui/alert.ts
function buildAlert(tone, title, lines) {
  return { tone, title, lines, link: null, folded: null };
}

// src/web/administration/form/faults.ts
var noFaults = /* @__PURE__ */ new Map();

// src/web/administration/form/read-form.ts
import { z as z17 } from "zod";
var formBody = z17.record(
  z17.string().max(60),
  z17.union([
    z17.string().max(8e3).transform((text) => [text]),
    z17.array(z17.string().max(8e3)).max(20)
  ])
);
function readForm(body) {
  let fields2 = new Map(Object.entries(parseInput(formBody, body))), exact = (name) => fields2.get(name)?.[0] ?? "";
  return {
    exact,
    text: (name) => exact(name).trim(),
    list: (name) => fields2.get(name) ?? [],
    has: (name) => fields2.has(name)
  };
}

// src/web/administration/form/describe-secret.ts
import { createHash as createHash2 } from "node:crypto";
function fingerprint(secret) {
  return createHash2("sha256").update(secret).digest("hex").slice(0, 8);
}
function describeSecret({ messages, t, formats }, secret, setAt) {
  if (secret === null || secret === "") return null;
  let texts = messages.administration.form.secret, print = fingerprint(secret);
  return setAt === null ? t(texts.storedUndated, { print }) : t(texts.stored, { print, when: formats.dateTime(setAt) });
}

// src/web/administration/form/field.ts
function buildField({ messages, t }, faults, field2) {
  let { texts, stored = null, ...own } = field2, fault = faults.get(field2.name);
  return {
    value: "",
    checked: !1,
    options: [],
    // Beside a fault, "leave empty to keep it" would say the opposite.
    stored: fault === void 0 ? stored : null,
    required: !1,
    min: null,
    max: null,
    ...own,
    label: t(texts.label),
    hint: texts.hint === void 0 ? null : t(texts.hint),
    fault: fault === void 0 ? null : t(messages.administration.form.faults[fault], { min: own.min ?? "", max: own.max ?? "" })
  };
}
function summarizeFaults({ messages, t }, fields2) {
  let entries = fields2.flatMap(
    ({ name, label, fault }) => fault === null ? [] : [{ label, fault, href: `#field-${name}` }]
  );
  return entries.length === 0 ? null : { title: t(messages.administration.form.faultsTitle, { count: entries.length }), entries };
}

// src/web/administration/canvas-api/canvas-api-model.ts
function buildCanvasApi(context, shown) {
  let { messages, t, links, institution } = context, texts = messages.administration.canvasApi, fields2 = [
    buildField(context, shown.faults, {
      kind: "text",
      name: "clientId",
      texts: texts.clientId,
      value: shown.clientId,
      required: !0
    }),
    buildField(context, shown.faults, {
      kind: "secret",
      name: "clientSecret",
      texts: texts.clientSecret,
      stored: describeSecret(
        context,
        institution.canvas.apiKey?.clientSecret ?? null,
        shown.dates.apiKeySecret
      )
    })
  ];
  return {
    frame: buildAdminFrame(context, {
      title: t(texts.title),
      tab: "canvasApi",
      scripts: ["administration/copy.js"]
    }),
    title: t(texts.title),
    lead: t(texts.lead),
    alert: shown.alert,
    faults: summarizeFaults(context, fields2),
    inCanvas: {
      title: t(texts.inCanvas),
      steps: texts.steps.map((step) => t(step)),
      redirectLabel: t(texts.redirectUri),
      redirectUri: shown.redirectUri,
      scopesLabel: t(texts.scopes),
      scopes: shown.scopes.join(`
`),
      includes: t(texts.includes),
      copy: t(texts.copy),
      copied: t(texts.copied)
    },
    keyTitle: t(texts.keyTitle),
    fields: fields2,
    action: links.canvasApi(),
    save: t(texts.save),
    formToken: context.formToken,
    consents: {
      title: t(texts.consentsTitle),
      text: shown.consents === 0 ? t(texts.nobody) : t(texts.consents, { count: shown.consents }),
      own: shown.consents === 0 ? null : t(shown.isConnected ? texts.ownConsent : texts.noOwnConsent),
      disconnect: shown.isConnected ? { label: t(texts.disconnect), action: links.disconnect } : null
    }
  };
}

// src/web/administration/canvas-api/canvas-api-page.ts
var canvasQuery = z18.object({ done: z18.enum(["saved", "disconnected"]).optional() });
function showCanvasApi(deps) {
  return async (context, req, res) => {
    let { done } = parseInput(canvasQuery, req.query), texts = context.messages.administration.canvasApi, alert = done === void 0 ? null : buildAlert("success", null, [context.t(texts[done])]), clientId = context.institution.canvas.apiKey?.clientId ?? "";
    await render(deps, context, res, { clientId, faults: noFaults, alert });
  };
}
function saveCanvasApi(deps) {
  return async (context, req, res) => {
    let form3 = readForm(req.body), clientId = form3.text("clientId"), typed2 = form3.text("clientSecret"), { institution, launch, links } = context, stored = institution.canvas.apiKey, kept = stored !== null && stored.clientId === clientId ? stored.clientSecret : null, faults = findFaults(clientId, typed2, kept);
    if (faults.size > 0)
      return res.status(422), render(deps, context, res, { clientId, faults, alert: null });
    let apiKey = { clientId, clientSecret: typed2 === "" ? kept ?? "" : typed2 }, canvas = { ...institution.canvas, apiKey };
    await deps.changeInstitution(launch, institution, { ...institution, canvas }), res.redirect(303, links.canvasApi({ done: "saved" }));
  };
}
function disconnect(deps) {
  return async ({ institution, launch, links }, _req, res) => {
    let { canvasUserId } = launch.person;
    canvasUserId !== null && await deps.consents.revoke(institution, canvasUserId), res.redirect(303, links.canvasApi({ done: "disconnected" }));
  };
}
function findFaults(clientId, typed2, kept) {
  let faults = /* @__PURE__ */ new Map();
  return clientId === "" ? faults.set("clientId", "required") : clientId.length > 100 && faults.set("clientId", "too_long"), typed2 === "" && kept === null && faults.set("clientSecret", "secret_needed"), faults;
}
async function render(deps, context, res, shown) {
  let { institution, launch } = context, { canvasUserId } = launch.person, [dates, consents, isConnected] = await Promise.all([
    deps.readSecretDates(institution.id),
    deps.consents.count(institution.id),
    canvasUserId === null ? !1 : deps.consents.has(institution, canvasUserId)
  ]), model = buildCanvasApi(context, { ...shown, ...deps.canvasKey, dates, consents, isConnected });
  await deps.render(res, "administration/canvas-api/canvas-api", model);
}

// src/web/administration/overview/overview-page.ts
import { z as z19 } from "zod";

// src/web/administration/overview/nightly-model.ts
var listedCourses = 50;
function buildNightly(context, syncs, now) {
  let { messages, t, institution, links } = context, { nightlySyncOffered, nightlyWindow, paused } = institution.settings;
  if (!nightlySyncOffered) return null;
  let texts = messages.administration.nightly, { start: start2, end, timeZone } = nightlyWindow, planned = syncs.map((sync) => ({ sync, nextAt: findStart(sync, context, now) })).sort((a, b) => a.nextAt.getTime() - b.nextAt.getTime()), more = Math.max(0, planned.length - listedCourses);
  return {
    title: t(texts.title),
    note: t(texts.note, { start: start2, end, timeZone: timeZone.replaceAll("_", " ") }),
    label: t(texts.table),
    heads: [t(texts.course), t(texts.by), t(texts.next)],
    rows: planned.slice(0, listedCourses).map(({ sync, nextAt }) => buildRow2(context, sync, nextAt <= now ? null : nextAt)),
    more: more === 0 ? null : t(texts.more, { count: more }),
    empty: planned.length > 0 ? null : t(texts.none),
    runNow: planned.length === 0 ? null : {
      label: t(texts.runNow),
      note: t(paused ? texts.paused : texts.runNowNote),
      action: links.runNightlyNow,
      disabled: paused
    },
    formToken: context.formToken
  };
}
function findStart(sync, { institution }, now) {
  return sync.nextAt <= now ? now : findNextNightly(sync._id, institution.settings.nightlyWindow, now);
}
function buildRow2({ messages, t, formats, institution }, { course, switchedOnBy, lastStartedAt }, nextAt) {
  let { nightly: texts, runs } = messages.administration, next = nextAt === null ? t(texts.nextSoon) : formats.dateTime(nextAt);
  return {
    course: course.title || t(runs.untitled),
    by: switchedOnBy.name,
    next: institution.settings.paused ? t(texts.nextPaused) : next,
    last: lastStartedAt === null ? null : t(texts.last, { at: formats.dateTime(lastStartedAt) })
  };
}

// src/web/administration/overview/overview-model.ts
var coursesPageSize = 100;
function buildOverview(context, shown) {
  let { messages, t } = context, texts = messages.administration.overview;
  return {
    frame: buildAdminFrame(context, { title: t(texts.title), tab: "overview" }),
    title: t(texts.title),
    lead: context.institution.name,
    alerts: [...buildNotice(context, shown.scheduled), ...buildAlerts(context)],
    tilesLabel: t(texts.tiles),
    tiles: buildTiles(context, shown.states),
    courses: buildCourses(context, shown),
    nightly: buildNightly(context, shown.nightly, shown.now),
    reasons: buildReasons(context, shown.reasons)
  };
}
function buildNotice({ messages, t }, scheduled) {
  let texts = messages.administration.nightly;
  return scheduled === null ? [] : scheduled === 0 ? [buildAlert("info", null, [t(texts.noneScheduled)])] : [buildAlert("success", null, [t(texts.scheduled, { count: scheduled })])];
}
function buildAlerts({ messages, t, institution, links }) {
  let texts = messages.administration.overview, missing = (text, label, href) => ({
    ...buildAlert("warning", null, [t(text)]),
    link: { label: t(label), href }
  });
  return [
    ...institution.sis === null ? [missing(texts.noSis, texts.connectSis, links.sis())] : [],
    ...institution.canvas.apiKey === null ? [missing(texts.noApiKey, texts.addApiKey, links.canvasApi())] : [],
    ...institution.settings.paused ? [missing(texts.paused, texts.goOn, links.settings())] : []
  ];
}
function buildTiles({ messages, t, formats, links }, counted) {
  let texts = messages.administration.overview, sum = (...states) => states.reduce((total, state) => total + (counted.get(state) ?? 0), 0), tile = (label, value, tone, state) => ({
    label: t(label),
    value: formats.number(value),
    tone: value === 0 ? "neutral" : tone,
    href: state === null || value === 0 ? null : links.runs({ state })
  }), all = [...counted.values()].reduce((total, value) => total + value, 0);
  return [
    tile(texts.allCourses, all, "neutral", null),
    tile(texts.failing, sum("failed"), "error", "failed"),
    tile(texts.withProblems, sum("completed_with_problems"), "warning", "completed_with_problems"),
    tile(texts.waiting, sum("waiting_for_sis"), "warning", "waiting_for_sis"),
    tile(texts.going, sum("queued", "scheduled", "running"), "info", "open"),
    tile(texts.well, sum("completed", "nothing_to_send"), "success", null)
  ];
}
function buildCourses({ messages, t, formats, links }, { courses, page, states }) {
  let { administration, errors: errors2, frame, states: stateTexts } = messages, texts = administration.overview, total = [...states.values()].reduce((sum, value) => sum + value, 0), pageLink = (number) => links.overview({ page: String(number) });
  return {
    title: t(texts.courses),
    label: t(texts.coursesTable),
    heads: [texts.course, texts.lastRun, texts.lastSync, texts.failedGrades].map((head) => t(head)),
    rows: courses.map(({ title, runId: runId2, state, problem, lastSyncAt, failed: failed2 }) => ({
      title: title || t(administration.runs.untitled),
      href: links.runs({ course: title }),
      status: {
        label: stateTexts[state],
        tone: stateTones[state],
        note: problem === null ? null : t(errors2[problem].title)
      },
      open: { label: t(texts.open), href: links.run(runId2) },
      lastSync: lastSyncAt === null ? t(frame.never) : formats.dateTime(lastSyncAt),
      failed: failed2 === null ? "\u2013" : formats.number(failed2),
      alarming: (failed2 ?? 0) > 0
    })),
    empty: courses.length > 0 ? null : t(texts.noCourses),
    previous: page > 1 ? { label: t(administration.runs.previous), href: pageLink(page - 1) } : null,
    next: page * coursesPageSize < total ? { label: t(administration.runs.next), href: pageLink(page + 1) } : null
  };
}
function buildReasons(context, reasons) {
  let { messages, t } = context, texts = messages.administration.overview, sorted = [...reasons].sort((a, b) => rank(a) - rank(b) || b.count - a.count || compareCodes(a, b));
  return {
    title: t(texts.reasons),
    note: t(texts.reasonsNote),
    label: t(texts.reasonsTable),
    heads: [texts.reason, texts.kind, texts.howMany, texts.inCourses].map((head) => t(head)),
    rows: sorted.map((one) => buildReason(context, one)),
    empty: sorted.length > 0 ? null : t(texts.noReasons)
  };
}
function compareCodes(a, b) {
  return a.reason.code < b.reason.code ? -1 : 1;
}
function rank({ reason }) {
  return reason.of === "run" ? 0 : reason.of === "grade" && reason.outcome === "failed" ? 1 : reason.of === "assignment" ? 2 : 3;
}
function buildReason({ messages, t, formats }, { reason, count, courses }) {
  let { administration, errors: errors2, checks, reasons, itemOutcomes, lineItemOutcomes, states } = messages, texts = administration.overview, inCourses = formats.number(courses);
  if (reason.of === "run") {
    let what = t(texts.countRuns, { count });
    return { text: t(errors2[reason.code].title), what, courses: inCourses, tone: "error", toneLabel: states.failed };
  }
  if (reason.of === "assignment") {
    let what = t(texts.countAssignments, { count });
    return { text: t(checks[reason.code].title), what, courses: inCourses, tone: "warning", toneLabel: lineItemOutcomes.refused };
  }
  return {
    text: t(reasons[reason.code]),
    what: t(texts.countGrades, { count }),
    courses: inCourses,
    tone: reason.outcome === "failed" ? "error" : "warning",
    toneLabel: itemOutcomes[reason.outcome]
  };
}

// src/web/administration/overview/overview-page.ts
var overviewQuery = z19.object({
  page: z19.coerce.number().int().min(1).max(1e5).default(1),
  scheduled: z19.coerce.number().int().min(0).max(1e6).optional()
});
function showOverview({ runs, nightly, clock, render: render3 }) {
  return async (context, req, res) => {
    let { page, scheduled = null } = parseInput(overviewQuery, req.query), { id: id2, settings } = context.institution, [courses, states, reasons, syncs] = await Promise.all([
      runs.readCourses(id2, { skip: (page - 1) * coursesPageSize, limit: coursesPageSize }),
      runs.countCourses(id2),
      runs.countReasons(id2),
      settings.nightlySyncOffered ? nightly.list(id2) : []
    ]), shown = { page, courses, states, reasons, nightly: syncs, scheduled, now: clock() };
    await render3(res, "administration/overview/overview", buildOverview(context, shown));
  };
}
function runNightlyNow({ nightly, audit }) {
  return async ({ institution: { id: id2, settings }, launch, links }, _req, res) => {
    let line = { institutionId: id2, action: "run_requested", actor: personOf(launch) }, code = refuseRunNow(settings);
    if (code !== null)
      throw await audit.record({ ...line, outcome: "refused", code, facts: { kind: "nightly" } }), new ProductError(code);
    let count = await nightly.runNow(id2);
    await audit.record({ ...line, facts: { kind: "nightly", courses: count } }), res.redirect(303, links.overview({ scheduled: String(count) }));
  };
}
function refuseRunNow({
  paused,
  nightlySyncOffered
}) {
  return nightlySyncOffered ? paused ? "posting_paused" : null : "not_found";
}

// src/web/ui/frame.ts
function buildFrame({ language, links }, page) {
  let texts = language.messages.frame, tab = (name, href) => ({
    label: texts[name],
    href,
    current: page.tab === name
  });
  return {
    language: language.tag,
    windowTitle: language.t(texts.pageTitle, { title: page.title }),
    skip: texts.skip,
    layout: page.layout,
    product: texts.gradeSync,
    tabsLabel: texts.tabs,
    tabs: [
      tab("history", links.history()),
      tab("postGrades", links.postGrades()),
      tab("categories", links.categories()),
      tab("settings", links.settings)
    ],
    scripts: page.scripts
  };
}
function buildPlainFrame(language, title, scripts = []) {
  let texts = language.messages.frame;
  return {
    language: language.tag,
    windowTitle: language.t(texts.pageTitle, { title }),
    skip: texts.skip,
    layout: "plain",
    product: texts.product,
    tabsLabel: texts.tabs,
    tabs: [],
    scripts
  };
}

// src/web/ui/problem-text.ts
function buildProblems(context, problems, assignmentUrl) {
  let { postGrades: texts, checks } = context.messages, href = safeLink(assignmentUrl), inCanvas = href === null ? null : { label: context.t(texts.mendInCanvas), href, leaves: !0 };
  return problems.map(({ check: check2, sectionName, values }) => {
    let text = checks[check2], onPage = mendsOnPage(context, check2);
    return {
      section: sectionName,
      title: context.t(text.title, values),
      why: context.t(text.why, values),
      mend: context.t(onPage ? texts.mendCategory : text.mend, values),
      link: onPage ? linkToCategories(context, values.groupId) : inCanvas
    };
  });
}
function mendsOnPage({ institution, launch }, check2) {
  return (check2 === "category_unassociated" || check2 === "category_gone") && institution.settings.categoryPage && launch.placement !== "account_navigation";
}
function linkToCategories({ messages, t, links }, groupId) {
  let href = links.categories(groupId === void 0 ? {} : { group: groupId });
  return { label: t(messages.categories.title), href, leaves: !1 };
}

// src/web/runs/line-item-row.ts
var tones = {
  created: "success",
  updated: "success",
  unchanged: "neutral",
  pending: "info",
  refused: "warning",
  failed: "error",
  nothing_to_send: "neutral"
};
function hasProblems({ outcome, problems, counts }) {
  return outcome === "refused" || outcome === "failed" || problems.length > 0 || counts.failed + counts.skipped + counts.heldBack > 0;
}
function buildLineItemRow(context, runId2, lineItem, show) {
  let { messages, t, formats, links } = context, { run: texts, lineItemOutcomes } = messages, { counts, classSourcedId } = lineItem, number = (label, value, alarming = !1) => ({
    label: t(label),
    value: formats.number(value),
    alarming: alarming && value > 0
  }), place = {
    assignment: lineItem.assignmentId,
    ...classSourcedId ? { class: classSourcedId } : { section: lineItem.sectionName }
  };
  return {
    key: `${lineItem.assignmentId}/${classSourcedId ?? lineItem.sectionName}`,
    name: lineItem.assignmentName,
    href: safeLink(lineItem.assignmentUrl),
    sentTitle: lineItem.sentTitle === null ? null : t(texts.sentTitle, { name: lineItem.sentTitle }),
    section: lineItem.sectionName,
    outcome: { label: lineItemOutcomes[lineItem.outcome], tone: tones[lineItem.outcome] },
    sisMessage: lineItem.sisMessage === null ? null : t(texts.sisMessage, { words: lineItem.sisMessage }),
    problems: buildProblems(context, lineItem.problems, lineItem.assignmentUrl),
    numbers: [
      number(texts.sentCount, counts.sent + counts.confirmed),
      number(texts.unchanged, counts.unchanged),
      number(texts.heldBack, counts.heldBack),
      number(texts.skipped, counts.skipped),
      number(texts.failed, counts.failed, !0)
    ],
    students: counts.eligible === 0 ? null : {
      label: t(texts.students, { count: counts.eligible }),
      open: t(texts.openStudents),
      href: links.students(runId2, { ...place, ...show === "all" ? {} : { show } })
    }
  };
}

// src/web/runs/outcome-sentences.ts
function buildOutcome({ messages, t }, run) {
  let texts = messages.run, { counts } = run, sent = counts.sent + counts.confirmed, facts = [
    sent > 0 ? t(texts.sent, { count: sent }) : "",
    sent === 0 && !isOpen(run) && run.state !== "nothing_to_send" ? t(texts.noneSent) : "",
    counts.confirmed > 0 ? t(texts.confirmed, { count: counts.confirmed }) : "",
    counts.unchanged > 0 ? t(texts.unchangedNote, { count: counts.unchanged }) : "",
    counts.heldBack > 0 ? t(texts.heldBackNote, { count: counts.heldBack }) : "",
    counts.skipped > 0 ? t(texts.skippedNote, { count: counts.skipped }) : "",
    counts.failed > 0 ? t(texts.failedNote, { count: counts.failed }) : ""
  ], lead = run.cancelRequested && isOpen(run) ? texts.cancelling : texts.sentences[run.state];
  return [t(lead), ...facts].filter((sentence) => sentence !== "");
}

// src/web/runs/stages.ts
function buildStages(context, run, now) {
  let { messages, formats } = context, texts = messages.run, labels = {
    done: texts.stageDone,
    now: texts.stageNow,
    next: texts.stageNext,
    stopped: texts.stageStopped,
    skipped: texts.stageSkipped
  };
  return messages.stages.map((name, index) => {
    let stage = index + 1, mark = markStage(run, stage);
    return {
      number: formats.number(stage),
      name,
      mark,
      markLabel: labels[mark],
      times: describeTimes(context, run, stage, now)
    };
  });
}
function markStage(run, stage) {
  let times = run.stages.find((one) => one.stage === stage);
  return times?.endedAt ? "done" : isOpen(run) ? times && stage === run.stage ? "now" : "next" : run.state === "failed" || run.state === "cancelled" ? stage === run.stage ? "stopped" : "next" : times ? "done" : "skipped";
}
function describeTimes({ messages, t, formats }, run, stage, now) {
  let times = run.stages.find((one) => one.stage === stage);
  if (times === void 0) return null;
  let texts = messages.run, end = times.endedAt ?? run.endedAt ?? now, started = t(texts.startedAt, { time: formats.time(times.startedAt) }), took = t(texts.took, { duration: formats.duration(end.getTime() - times.startedAt.getTime()) });
  return times.endedAt ?? run.endedAt ? `${started} \xB7 ${took}` : started;
}
function buildStage(context, run) {
  let { messages, t, formats } = context, texts = messages.history, name = nameStage(context, run), share = shareDone(run);
  return {
    of: t(texts.stageOf, { stage: run.stage }),
    name,
    bar: isOpen(run) ? {
      percent: Math.round(share * 100),
      label: t(texts.progress, { stage: run.stage, name, percent: formats.percent(share) })
    } : null
  };
}
function buildStatusNote({ messages, t, formats }, run) {
  let texts = messages.history;
  return isOpen(run) ? run.cancelRequested ? t(texts.cancelling) : run.state === "queued" ? t(texts.afterTheOther) : run.state === "waiting_for_sis" && run.nextAt ? t(texts.nextTry, { when: formats.time(run.nextAt) }) : null : null;
}

// src/web/runs/run-model.ts
function buildRun(context, shown) {
  let { run, show } = shown, { messages, t, formats, links } = context, { run: texts, states, kinds, history } = messages, open = isOpen(run), when = formats.dateTime(beginning(run)), query = show === "all" ? {} : { show };
  return {
    frame: buildFrame(context, {
      title: t(texts.title, { when }),
      layout: "page",
      tab: "history",
      scripts: ["runs/live.js", "runs/students.js"]
    }),
    title: t(texts.title, { when }),
    crumbs: { label: t(texts.crumbs), history: t(history.title), href: links.history() },
    requestedBy: run.requestedBy.kind === "nightly" ? t(texts.nightlyKind) : t(texts.requestedBy, { kind: kinds[run.kind], name: nameRequester(context, run.requestedBy) }),
    ended: run.endedAt ? t(texts.ended, { when: formats.dateTime(run.endedAt) }) : null,
    status: { label: states[run.state], tone: stateTones[run.state], note: buildStatusNote(context, run) },
    announcement: t(history.changed, { when, state: states[run.state] }),
    stage: buildStage(context, run),
    sentences: buildOutcome(context, run),
    alert: buildProblem(context, run),
    live: open,
    refresh: { label: t(texts.refresh), href: links.run(run.id, query) },
    stagesTitle: t(texts.stages),
    stages: buildStages(context, run, shown.now),
    countsTitle: t(texts.counts),
    counts: buildCounts(context, run),
    formToken: context.formToken,
    retry: !open && run.counts.failed > 0 ? { label: t(texts.retryFailed), action: links.retry(run.id) } : null,
    cancel: open && !run.cancelRequested ? { label: t(texts.cancel), action: links.cancel(run.id) } : null,
    download: { label: t(texts.download), href: links.csv(run.id, query) },
    lineItems: buildLineItems(context, run, shown.lineItems, show),
    newWindow: t(messages.frame.newWindow)
  };
}
function buildProblem({ messages, t }, run) {
  let { problem, state } = run;
  if (problem === null) return null;
  let { run: texts, errors: errors2 } = messages, text = errors2[problem.code], open = isOpen(run), grades = open ? texts.problemOpen : texts.problemEnded, todo = !open && "todoEnded" in text ? text.todoEnded : text.todo, reference = t(texts.problem, { reference: problem.reference });
  return {
    tone: state === "failed" ? "error" : "warning",
    title: t(text.title),
    lines: [`${t(text.happened)} ${t(grades)} ${t(todo)}`, reference],
    link: null,
    folded: null
  };
}
function buildCounts({ messages, t, formats }, { counts }) {
  let texts = messages.run, cell = (label, value, tone) => ({
    label: t(label),
    value: formats.number(value),
    tone: value === 0 ? "neutral" : tone
  });
  return [
    cell(texts.eligible, counts.eligible, "neutral"),
    ...counts.pending > 0 ? [cell(texts.pending, counts.pending, "info")] : [],
    cell(texts.sentCount, counts.sent, "success"),
    cell(texts.confirmedCount, counts.confirmed, "success"),
    cell(texts.unchanged, counts.unchanged, "neutral"),
    cell(texts.heldBack, counts.heldBack, "warning"),
    cell(texts.skipped, counts.skipped, "warning"),
    cell(texts.failed, counts.failed, "error")
  ];
}
function buildLineItems(context, run, lineItems, show) {
  let { messages, t, links } = context, texts = messages.run, rows = lineItems.filter((lineItem) => show === "all" || hasProblems(lineItem)).map((lineItem) => buildLineItemRow(context, run.id, lineItem, show)), nothing = isOpen(run) ? texts.noLineItems : texts.noneEligible;
  return {
    title: t(texts.assignments),
    label: t(texts.table),
    heads: [
      ...[texts.assignment, texts.section, texts.outcome].map((label) => ({ label, numeric: !1 })),
      ...[texts.sentCount, texts.unchanged, texts.heldBack, texts.skipped, texts.failed].map((label) => ({
        label,
        numeric: !0
      }))
    ],
    rows,
    empty: rows.length > 0 ? null : t(lineItems.length === 0 ? nothing : texts.noProblems),
    filterLabel: t(texts.filter),
    filters: [
      { label: t(texts.all), href: links.run(run.id), current: show === "all" },
      {
        label: t(texts.problemsOnly),
        href: links.run(run.id, { show: "problems" }),
        current: show === "problems"
      }
    ]
  };
}

// src/web/runs/students-model.ts
var studentsPageSize = 100, tones2 = {
  pending: "info",
  sent: "success",
  confirmed: "success",
  unchanged: "neutral",
  held_back: "warning",
  skipped: "warning",
  failed: "error"
};
function buildStudents(context, shown) {
  let { run, query, items } = shown, { messages, t, formats, links } = context, { run: texts, history } = messages, first = items[0], title = query.assignment !== void 0 && first ? t(texts.studentsTitle, { assignment: first.assignmentName, section: first.sectionName }) : t(texts.allStudents), labels = [texts.student, texts.sisId, texts.score, texts.scoreStatus, texts.outcome, texts.reason], pageLink = (page) => links.students(run.id, {
    ...query.assignment === void 0 ? {} : { assignment: query.assignment },
    ...query.class === void 0 ? {} : { class: query.class },
    ...query.section === void 0 ? {} : { section: query.section },
    ...query.show === "all" ? {} : { show: query.show },
    ...page === 1 ? {} : { page: String(page) }
  });
  return {
    frame: buildFrame(context, { title, layout: "page", tab: "history", scripts: [] }),
    title,
    crumbs: {
      label: t(texts.crumbs),
      history: t(history.title),
      historyHref: links.history(),
      run: t(texts.title, { when: formats.dateTime(beginning(run)) }),
      runHref: links.run(run.id)
    },
    tableLabel: t(texts.studentsTable),
    heads: labels.map((label) => ({ label: t(label), numeric: label === texts.score })),
    rows: items.map((item) => ({
      ...buildStudentRow(context, item, query.assignment === void 0),
      labels: labels.map((label) => t(label))
    })),
    empty: items.length > 0 ? null : t(texts.studentsNone),
    previous: query.page > 1 ? { label: t(texts.previous), href: pageLink(query.page - 1) } : null,
    next: shown.more ? { label: t(texts.next), href: pageLink(query.page + 1) } : null
  };
}
function buildStudentRow(context, item, mixed) {
  let { messages, t, formats } = context, { run: texts, itemOutcomes } = messages;
  return {
    student: item.studentName,
    sisId: item.studentSisId ?? "\u2013",
    score: item.score === null ? "\u2013" : formats.number(item.score),
    scoreStatus: describeStatus(context, item),
    outcome: { label: itemOutcomes[item.outcome], tone: tones2[item.outcome] },
    reason: describeReason(context, item),
    sisMessage: item.sisMessage === null ? null : t(texts.sisMessage, { words: item.sisMessage }),
    place: mixed ? t(texts.studentsTitle, { assignment: item.assignmentName, section: item.sectionName }) : null
  };
}

// src/web/runs/students-page.ts
function showStudents({ passback, render: render3 }) {
  return async (context, req, res) => {
    let runId2 = parseRunId(req.params), query = parseInput(studentsQuery, req.query), run = await passback.readRun(context.launch, runId2), items = passback.streamRunItems(context.launch, runId2, {
      assignmentId: query.assignment ?? null,
      classSourcedId: query.class ?? null,
      problemsOnly: query.show === "problems"
    }), page = await takePage(inSection(items, query.section), query.page);
    await render3(res, "runs/students", buildStudents(context, { run, query, ...page }));
  };
}
async function takePage(items, page) {
  let first = (page - 1) * studentsPageSize, taken = [], index = 0;
  for await (let item of items) {
    if (taken.length === studentsPageSize) return { items: taken, more: !0 };
    index >= first && taken.push(item), index += 1;
  }
  return { items: taken, more: !1 };
}
async function* inSection(items, section) {
  for await (let item of items)
    (section === void 0 || item.classSourcedId === null && item.sectionName === section) && (yield item);
}

// src/web/administration/runs/run-page.ts
function showRun({ runs, passback, render: render3, clock }) {
  return async (context, req, res) => {
    let runId2 = parseRunId(req.params), { show } = parseInput(runQuery, req.query), course = await runs.findCourse(context.institution.id, runId2), inCourse = enterCourse(context, course), [run, lineItems] = await Promise.all([
      passback.readRun(inCourse.launch, runId2),
      passback.readRunLineItems(inCourse.launch, runId2)
    ]), model = buildRun(inCourse, { run, lineItems, show, now: clock() }), texts = context.messages.administration.runs, scripts = model.frame.scripts, canTryAgain = run.endedAt !== null && run.state === "failed", shown = {
      ...model,
      frame: buildAdminFrame(context, { title: model.title, tab: "runs", scripts }),
      crumbs: { ...model.crumbs, history: context.t(texts.title) },
      requestedBy: [course.title, model.requestedBy].filter(Boolean).join(" \xB7 "),
      cancel: null,
      retry: model.retry ?? (canTryAgain ? { label: context.t(texts.tryAgain), action: context.links.retry(runId2) } : null)
    };
    await render3(res, "runs/run", shown);
  };
}
function retryRun({ runs, audit }) {
  return async ({ institution, launch, links }, req, res) => {
    let runId2 = parseRunId(req.params), { contextId: courseId } = await runs.findCourse(institution.id, runId2), receipt = await runs.retry(institution.id, runId2, requesterOf(launch));
    await audit.record({
      institutionId: institution.id,
      action: "run_requested",
      actor: personOf(launch),
      courseId,
      runId: receipt.runId,
      facts: { kind: "retry", of: runId2, how: receipt.how }
    }), res.redirect(303, links.run(receipt.runId));
  };
}
function showRunStudents(deps) {
  return (context, req, res) => inCourseOfRun(deps, context, req, res, showStudents({ ...deps, render: (response, view, page) => {
    let frame = buildAdminFrame(context, { title: page.frame.windowTitle, tab: "runs" });
    return deps.render(response, view, {
      ...page,
      frame: { ...frame, windowTitle: page.frame.windowTitle }
    });
  } }));
}
function downloadRunCsv(deps) {
  return (context, req, res) => inCourseOfRun(deps, context, req, res, downloadRun(deps));
}
async function inCourseOfRun({ runs }, context, req, res, handler) {
  let course = await runs.findCourse(context.institution.id, parseRunId(req.params));
  await handler(enterCourse(context, course), req, res);
}
function enterCourse(context, course) {
  let { contextId, canvasCourseId, title, nrpsUrl, lineItemsUrl } = course, { base, links, launch, ...rest } = context, entered = { contextId, canvasCourseId, title, nrpsUrl, lineItemsUrl };
  return {
    ...rest,
    base,
    course: entered,
    launch: { ...launch, course: entered },
    links: createCourseLinks(base, links)
  };
}

// src/web/administration/runs/runs-query.ts
import { DateTime } from "luxon";
import { z as z20 } from "zod";
var stateGroups = ["problems", "open"], groups = {
  problems: ["failed", "completed_with_problems", "waiting_for_sis"],
  open: ["queued", "scheduled", "running", "waiting_for_sis"]
}, offeredStates = runStates.filter((state) => state !== "queued"), day = z20.union([z20.literal(""), z20.iso.date()]).default(""), runsQuery = z20.object({
  state: z20.enum(["", ...stateGroups, ...offeredStates]).default(""),
  // As long as the name of a course may be: the overview links each course by it.
  course: z20.string().trim().max(255).default(""),
  from: day,
  until: day,
  page: z20.coerce.number().int().min(1).max(1e5).default(1)
});
function readFilter({ state, course, from, until }, timeZone) {
  let startOf = (text, plusDays) => text === "" ? null : DateTime.fromISO(text, { zone: timeZone ?? "UTC" }).plus({ days: plusDays }).toJSDate();
  return {
    states: state === "" ? null : listStates(state),
    course: course === "" ? null : course,
    from: startOf(from, 0),
    until: startOf(until, 1)
  };
}
function listStates(state) {
  return state === "problems" || state === "open" ? groups[state] : state === "scheduled" ? ["scheduled", "queued"] : [state];
}

// src/web/administration/runs/runs-model.ts
var runsPageSize = 50;
function buildRuns(context, query, { runs, total }) {
  let { messages, t, links } = context, texts = messages.administration.runs, { history, states } = messages, pageLink = (page) => links.runs({ ...keepFilter(query), page: String(page) }), isFiltered = Object.keys(keepFilter(query)).length > 0;
  return {
    frame: buildAdminFrame(context, { title: t(texts.title), tab: "runs" }),
    title: t(texts.title),
    lead: t(texts.lead),
    filter: {
      action: links.runs(),
      label: t(texts.filter),
      state: {
        label: t(texts.state),
        value: query.state,
        options: [
          { value: "", label: t(texts.allStates) },
          ...stateGroups.map((group) => ({ value: group, label: t(texts.groups[group]) })),
          ...offeredStates.map((state) => ({ value: state, label: t(states[state]) }))
        ]
      },
      course: { label: t(texts.course), value: query.course },
      from: { label: t(texts.from), value: query.from },
      until: { label: t(texts.until), value: query.until },
      submit: t(texts.submit),
      clear: isFiltered ? { label: t(texts.clear), href: links.runs() } : null
    },
    count: t(texts.count, { count: total }),
    tableLabel: t(texts.table),
    heads: [
      ...[texts.course, history.started, history.requestedBy, history.status].map((label) => ({
        label: t(label),
        numeric: !1
      })),
      ...[history.sent, history.unchanged, history.failed].map((label) => ({
        label: t(label),
        numeric: !0
      }))
    ],
    rows: runs.map((one) => buildRow3(context, one)),
    empty: runs.length > 0 ? null : t(isFiltered ? texts.noneFound : texts.none),
    previous: query.page > 1 ? { label: t(texts.previous), href: pageLink(query.page - 1) } : null,
    next: query.page * runsPageSize < total ? { label: t(texts.next), href: pageLink(query.page + 1) } : null
  };
}
function keepFilter({ page: _page, ...filter }) {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ""));
}
function buildRow3(context, { run, courseTitle }) {
  let { messages, t, formats, links } = context, { states, history, kinds, errors: errors2 } = messages, { counts, problem } = run, number = (label, value, alarming = !1) => ({
    label: t(label),
    value: formats.number(value),
    alarming
  }), kind = run.kind === "remaster" || run.kind === "retry" ? ` \xB7 ${kinds[run.kind]}` : "";
  return {
    href: links.run(run.id),
    course: courseTitle || t(messages.administration.runs.untitled),
    started: formats.dateTime(beginning(run)),
    startedIso: beginning(run).toISOString(),
    requestedBy: nameRequester(context, run.requestedBy) + kind,
    status: {
      label: states[run.state],
      tone: stateTones[run.state],
      note: problem === null ? null : t(errors2[problem.code].title)
    },
    numbers: [
      number(history.sent, counts.sent + counts.confirmed),
      number(history.unchanged, counts.unchanged),
      number(history.failed, counts.failed, counts.failed > 0)
    ]
  };
}

// src/web/administration/runs/runs-page.ts
function showRuns({ runs, render: render3 }) {
  return async (context, req, res) => {
    let query = parseInput(runsQuery, req.query), filter = readFilter(query, context.launch.timeZone), page = { skip: (query.page - 1) * runsPageSize, limit: runsPageSize }, found = await runs.list(context.institution.id, filter, page);
    await render3(res, "administration/runs/runs", buildRuns(context, query, found));
  };
}

// src/web/administration/settings/settings-page.ts
import { z as z21 } from "zod";

// src/web/administration/settings/read-settings.ts
var windowEntries = { start: "windowStart", end: "windowEnd", timeZone: "timeZone" };
function showSettings(settings) {
  let { nightlyWindow } = settings, entries = settingFields.flatMap(([name, { kind }]) => {
    let value = settings[name];
    return kind === "window" ? [
      [windowEntries.start, nightlyWindow.start],
      [windowEntries.end, nightlyWindow.end],
      [windowEntries.timeZone, nightlyWindow.timeZone]
    ] : typeof value == "boolean" || isList(value) ? [[name, value]] : [[name, value === null ? "" : String(value)]];
  });
  return Object.fromEntries(entries);
}
var isList = (value) => Array.isArray(value);
function readEntries(form3) {
  let entries = settingFields.flatMap(([name, { kind }]) => {
    if (kind === "checkbox") return [[name, form3.has(name)]];
    if (kind === "checkboxes") return [[name, [...new Set(form3.list(name))]]];
    if (kind !== "window") return [[name, form3.text(name)]];
    let time = (entry) => [entry, form3.text(entry).slice(0, 5)], zone = windowEntries.timeZone;
    return [time(windowEntries.start), time(windowEntries.end), [zone, form3.text(zone)]];
  });
  return Object.fromEntries(entries);
}
function checkSettings(entries) {
  let values = settingFields.map(([name, field2]) => [name, toValue(name, field2, entries)]), parsed = institutionSettingsSchema.safeParse(Object.fromEntries(values));
  if (parsed.success) return { ok: !0, settings: parsed.data };
  let faults = /* @__PURE__ */ new Map();
  for (let { path } of parsed.error.issues) {
    let found = settingFields.find(([name]) => name === path[0]);
    found && faults.set(...findFault(found, path[1], entries));
  }
  return { ok: !1, faults };
}
function toValue(name, field2, entries) {
  let entry = entries[name];
  return field2.kind === "window" ? {
    start: entries[windowEntries.start],
    end: entries[windowEntries.end],
    timeZone: entries[windowEntries.timeZone]
  } : field2.kind !== "number" || typeof entry != "string" ? entry : entry === "" && field2.optional ? null : /^\d{1,6}$/.test(entry) ? Number(entry) : entry;
}
function findFault([name, field2], part, entries) {
  switch (field2.kind) {
    case "text":
      return [name, entries[name] === "" ? "required" : "too_long"];
    case "number":
      return [name, field2.optional ? "whole_number_or_nothing" : "whole_number"];
    case "window":
      return part === "start" ? [windowEntries.start, "time"] : part === "end" ? [windowEntries.end, "time"] : [windowEntries.timeZone, "time_zone"];
    default:
      return [name, "choice"];
  }
}

// src/web/administration/settings/settings-model.ts
function buildSettings(context, { entries, faults, alert }) {
  let { messages, t, links } = context, texts = messages.administration.settings, groups2 = buildGroups(context, entries, faults);
  return {
    frame: buildAdminFrame(context, { title: t(texts.title), tab: "settings" }),
    title: t(texts.title),
    alert,
    faults: summarizeFaults(
      context,
      groups2.flatMap(({ fields: fields2 }) => fields2)
    ),
    groups: groups2,
    action: links.settings(),
    formToken: context.formToken,
    save: t(texts.save)
  };
}
function buildGroups(context, entries, faults) {
  let { groups: groups2 } = context.messages.administration.settings;
  return settingGroups.map((group) => ({
    title: context.t(groups2[group]),
    fields: settingFields.filter(([, field2]) => field2.group === group).flatMap((setting) => buildFields(context, faults, setting, entries))
  }));
}
function buildFields(context, faults, [name, field2], entries) {
  let { settings } = context.messages.administration, entry = entries[name], one = (own, texts) => buildField(context, faults, { ...own, texts });
  switch (field2.kind) {
    case "checkbox":
      return [one({ kind: "checkbox", name, value: "yes", checked: entry === !0 }, settings.fields[name])];
    case "checkboxes":
      return field2.options.map(
        (value) => one(
          { kind: "checkbox", name, value, checked: Array.isArray(entry) && entry.includes(value) },
          findOption(settings.options, name, value)
        )
      );
    case "radio":
      return [
        one(
          {
            kind: "radio",
            name,
            value: typed(entry),
            options: field2.options.map((value) => {
              let { label, hint: hint2 } = findOption(settings.options, name, value);
              return { value, label: context.t(label), hint: context.t(hint2) };
            })
          },
          settings.fields[name]
        )
      ];
    case "text":
      return [
        one(
          { kind: "text", name, value: typed(entry), required: !0, max: field2.max },
          settings.fields[name]
        )
      ];
    case "number": {
      let { min, max, optional } = field2;
      return [
        one(
          { kind: "number", name, value: typed(entry), min, max, required: !optional },
          settings.fields[name]
        )
      ];
    }
    case "window":
      return buildWindow(context, faults, entries);
  }
}
var typed = (entry) => typeof entry == "string" ? entry : "";
function findOption(options, name, value) {
  let option = options[name]?.[value];
  if (option === void 0) throw new Error(`the option ${value} of ${name} has no message`);
  return option;
}
function buildWindow(context, faults, entries) {
  let { window } = context.messages.administration.settings, zone = typed(entries.timeZone), time = (name, texts) => buildField(context, faults, { kind: "time", name, value: typed(entries[name]), required: !0, texts }), options = listTimeZones(zone).map((value) => ({ value, label: value.replaceAll("_", " ") }));
  return [
    time("windowStart", window.start),
    time("windowEnd", window.end),
    buildField(context, faults, {
      kind: "select",
      name: "timeZone",
      value: zone,
      options,
      texts: window.timeZone
    })
  ];
}
function listTimeZones(present) {
  return [.../* @__PURE__ */ new Set(["UTC", ...Intl.supportedValuesOf("timeZone"), present])].filter(Boolean).sort();
}

// src/web/administration/settings/settings-page.ts
var settingsQuery2 = z21.object({ saved: z21.literal("yes").optional() });
function showSettingsPage({ render: render3 }) {
  return async (context, req, res) => {
    let { saved } = parseInput(settingsQuery2, req.query), texts = context.messages.administration.settings, alert = saved ? buildAlert("success", null, [context.t(texts.saved)]) : null, entries = showSettings(context.institution.settings);
    await render3(
      res,
      "administration/settings/settings",
      buildSettings(context, { entries, faults: noFaults, alert })
    );
  };
}
function saveSettings(deps) {
  return async (context, req, res) => {
    let { institution, launch } = context, entries = readEntries(readForm(req.body)), checked = checkSettings(entries);
    if (!checked.ok) {
      let model = buildSettings(context, { entries, faults: checked.faults, alert: null });
      return res.status(422), deps.render(res, "administration/settings/settings", model);
    }
    await deps.changeInstitution(launch, institution, { ...institution, settings: checked.settings }), res.redirect(303, context.links.settings({ saved: "yes" }));
  };
}

// src/web/administration/sis-connection/sis-connection-page.ts
import { z as z22 } from "zod";

// src/web/administration/sis-connection/headers.ts
var reserved = /^(authorization|host|content-.*|accept|connection|transfer-encoding|cookie|proxy-.*|te|upgrade)$/i;
function parseHeaders(text) {
  let headers = [];
  for (let line of text.split(/\r?\n/)) {
    if (line.trim() === "") continue;
    let [, name = "", value = ""] = /^\s*([\w-]{1,100})\s*:\s*([\x20-\x7e]{1,2000}?)\s*$/.exec(line) ?? [];
    if (name === "" || reserved.test(name) || name === "__proto__") return null;
    headers.push([name, value]);
  }
  return headers.length > 10 ? null : Object.fromEntries(headers);
}

// src/web/administration/sis-connection/check-connection.ts
function checkConnection({ shown, secrets }, stored, rules) {
  let faults = /* @__PURE__ */ new Map(), profile = rules.profiles.get(shown.profile);
  profile === void 0 && faults.set("profile", "profile"), profile?.version === "1.2" && shown.auth === "oauth1" && faults.set("auth", "oauth1_needs_1p1");
  let readAddress = (name) => {
    let fault = findAddressFault(shown[name], rules.addresses);
    return fault !== null && faults.set(name, fault), shown[name].replace(/\/+$/, "");
  }, requireText = (name) => (shown[name] === "" ? faults.set(name, "required") : shown[name].length > 500 && faults.set(name, "too_long"), shown[name]), rosteringUrl = readAddress("rosteringUrl"), gradebookUrl = readAddress("gradebookUrl"), tokenUrl = shown.auth === "oauth2" ? readAddress("tokenUrl") : null, isSameHosts = stored !== null && keepsHosts([rosteringUrl, gradebookUrl, tokenUrl], stored), chooseSecret = (name, before) => secrets[name] !== "" ? secrets[name] : (before === null ? faults.set(name, "secret_needed") : isSameHosts || faults.set(name, "secret_new_host"), before ?? ""), auth = tokenUrl === null ? {
    kind: "oauth1",
    consumerKey: requireText("consumerKey"),
    consumerSecret: chooseSecret(
      "consumerSecret",
      stored?.auth.kind === "oauth1" ? stored.auth.consumerSecret : null
    ),
    signature: shown.signature
  } : {
    kind: "oauth2",
    tokenUrl,
    clientId: requireText("clientId"),
    clientSecret: chooseSecret(
      "clientSecret",
      stored?.auth.kind === "oauth2" ? stored.auth.clientSecret : null
    ),
    clientAuthentication: shown.clientAuthentication
  }, typedHeaders = parseHeaders(secrets.headers);
  typedHeaders === null && faults.set("headers", "headers");
  let keptHeaders = shown.removeHeaders ? {} : stored?.headers ?? {};
  secrets.headers === "" && Object.keys(keptHeaders).length > 0 && !isSameHosts && faults.set("headers", "secret_new_host");
  let maxInFlight = shown.maxInFlight === "" ? null : Number(shown.maxInFlight);
  if (maxInFlight !== null && !(Number.isInteger(maxInFlight) && maxInFlight >= 1 && maxInFlight <= 64) && faults.set("maxInFlight", "number"), shown.classSisId.length > 300 && faults.set("classSisId", "too_long"), faults.size > 0 || profile === void 0) return { ok: !1, faults };
  let headers = secrets.headers === "" ? keptHeaders : typedHeaders ?? {};
  return { ok: !0, connection: { profile: profile.name, rosteringUrl, gradebookUrl, auth, maxInFlight, headers }, profile };
}
function findAddressFault(text, rules) {
  if (text === "") return "required";
  if (text.length > 2e3 || !URL.canParse(text)) return "address";
  let url = new URL(text);
  return !/^https?:$/.test(url.protocol) || url.hash !== "" ? "address" : findUrlFault(url, rules) === null ? null : "address_not_allowed";
}
function keepsHosts(addresses, stored) {
  let { rosteringUrl, gradebookUrl, auth } = stored, before = [rosteringUrl, gradebookUrl, auth.kind === "oauth2" ? auth.tokenUrl : null].map(originOf);
  return addresses.every((address2) => address2 === null || before.includes(originOf(address2)));
}
function originOf(address2) {
  return address2 !== null && URL.canParse(address2) ? new URL(address2).origin : null;
}

// src/web/administration/sis-connection/sis-connection-model.ts
function buildSis(context, profiles, shown) {
  let { messages, t, links } = context, texts = messages.administration.sis, groups2 = buildGroups2(context, profiles, shown);
  return {
    frame: buildAdminFrame(context, {
      title: t(texts.title),
      tab: "sis",
      scripts: ["administration/connection-test.js"]
    }),
    title: t(texts.title),
    lead: t(texts.lead),
    alert: shown.alert ?? (shown.lostSecrets ? buildAlert("info", null, [t(texts.lostSecrets)]) : null),
    faults: summarizeFaults(
      context,
      groups2.flatMap(({ fields: fields2 }) => fields2)
    ),
    test: shown.test,
    action: links.sis(),
    testAction: links.sisTest,
    formToken: context.formToken,
    groups: groups2,
    save: t(texts.save),
    testButton: t(texts.test),
    testing: t(texts.testing)
  };
}
function buildGroups2(context, profiles, { entries, faults, dates }) {
  let { messages, t, institution } = context, texts = messages.administration.sis, auth = institution.sis?.auth ?? null, field2 = (own) => buildField(context, faults, own), profile = profiles.get(entries.profile);
  return [
    {
      id: "place",
      title: t(texts.placeTitle),
      note: null,
      fields: [
        field2({
          kind: "select",
          name: "profile",
          texts: texts.profile,
          value: entries.profile,
          options: [
            ...profile === void 0 ? [{ value: "", label: t(texts.chooseProfile) }] : [],
            ...[...profiles.values()].map(({ name, title, version }) => ({
              value: name,
              label: title.includes(version) ? title : t(texts.profileOption, { title, version })
            }))
          ]
        }),
        field2({
          kind: "url",
          name: "rosteringUrl",
          texts: texts.rosteringUrl,
          value: entries.rosteringUrl,
          required: !0
        }),
        field2({
          kind: "url",
          name: "gradebookUrl",
          texts: texts.gradebookUrl,
          value: entries.gradebookUrl,
          required: !0
        })
      ]
    },
    {
      id: "auth",
      title: t(texts.authTitle),
      note: null,
      fields: [
        field2({
          kind: "radio",
          name: "auth",
          texts: texts.auth,
          value: entries.auth,
          options: [
            { value: "oauth2", label: t(texts.oauth2), hint: t(texts.oauth2Hint) },
            { value: "oauth1", label: t(texts.oauth1), hint: t(texts.oauth1Hint) }
          ]
        })
      ]
    },
    {
      id: "oauth2",
      title: t(texts.oauth2),
      note: null,
      fields: [
        field2({ kind: "url", name: "tokenUrl", texts: texts.tokenUrl, value: entries.tokenUrl }),
        field2({ kind: "text", name: "clientId", texts: texts.clientId, value: entries.clientId }),
        field2({
          kind: "secret",
          name: "clientSecret",
          texts: texts.clientSecret,
          stored: describeSecret(
            context,
            auth?.kind === "oauth2" ? auth.clientSecret : null,
            dates.sisSecret
          )
        }),
        field2({
          kind: "select",
          name: "clientAuthentication",
          texts: texts.clientAuthentication,
          value: entries.clientAuthentication,
          options: [
            { value: "basic", label: t(texts.basic) },
            { value: "post", label: t(texts.post) }
          ]
        })
      ]
    },
    {
      id: "oauth1",
      title: t(texts.oauth1),
      note: null,
      fields: [
        field2({ kind: "text", name: "consumerKey", texts: texts.consumerKey, value: entries.consumerKey }),
        field2({
          kind: "secret",
          name: "consumerSecret",
          texts: texts.consumerSecret,
          stored: describeSecret(
            context,
            auth?.kind === "oauth1" ? auth.consumerSecret : null,
            dates.sisSecret
          )
        }),
        field2({
          kind: "select",
          name: "signature",
          texts: texts.signature,
          value: entries.signature,
          options: [
            { value: "HMAC-SHA256", label: "HMAC-SHA256" },
            { value: "HMAC-SHA1", label: "HMAC-SHA1" }
          ]
        })
      ]
    },
    {
      id: "more",
      title: t(texts.moreTitle),
      note: null,
      fields: [
        field2({
          kind: "number",
          name: "maxInFlight",
          texts: texts.maxInFlight,
          value: entries.maxInFlight,
          min: 1,
          max: 64
        }),
        field2({
          kind: "lines",
          name: "headers",
          texts: texts.headers,
          stored: describeHeaders(context, dates.sisHeaders)
        }),
        ...Object.keys(institution.sis?.headers ?? {}).length === 0 ? [] : [
          field2({
            kind: "checkbox",
            name: "removeHeaders",
            texts: texts.removeHeaders,
            value: "yes",
            checked: entries.removeHeaders
          })
        ]
      ]
    },
    {
      id: "try",
      title: t(texts.tryTitle),
      note: t(texts.tryNote),
      fields: [
        field2({ kind: "text", name: "classSisId", texts: texts.classSisId, value: entries.classSisId })
      ]
    }
  ];
}
function describeHeaders({ institution, messages, t, formats }, setAt) {
  let headers = Object.entries(institution.sis?.headers ?? {});
  if (headers.length === 0) return null;
  let texts = messages.administration.form.secret, list = headers.map(([name, value]) => `${name} (${fingerprint(value)})`).join(", ");
  return setAt === null ? t(texts.headersUndated, { list }) : t(texts.headers, { list, when: formats.dateTime(setAt) });
}

// src/web/administration/sis-connection/sis-entries.ts
function showStored(sis) {
  let oauth2 = sis?.auth.kind === "oauth2" ? sis.auth : null, oauth1 = sis?.auth.kind === "oauth1" ? sis.auth : null;
  return {
    profile: sis?.profile ?? "",
    rosteringUrl: sis?.rosteringUrl ?? "",
    gradebookUrl: sis?.gradebookUrl ?? "",
    auth: sis?.auth.kind ?? "oauth2",
    tokenUrl: oauth2?.tokenUrl ?? "",
    clientId: oauth2?.clientId ?? "",
    clientAuthentication: oauth2?.clientAuthentication ?? "basic",
    consumerKey: oauth1?.consumerKey ?? "",
    signature: oauth1?.signature ?? "HMAC-SHA256",
    maxInFlight: sis?.maxInFlight?.toString() ?? "",
    classSisId: "",
    removeHeaders: !1
  };
}
function readEntries2(form3) {
  return {
    shown: {
      profile: form3.text("profile"),
      rosteringUrl: form3.text("rosteringUrl"),
      gradebookUrl: form3.text("gradebookUrl"),
      auth: form3.text("auth") === "oauth1" ? "oauth1" : "oauth2",
      tokenUrl: form3.text("tokenUrl"),
      clientId: form3.text("clientId"),
      clientAuthentication: form3.text("clientAuthentication") === "post" ? "post" : "basic",
      consumerKey: form3.text("consumerKey"),
      signature: form3.text("signature") === "HMAC-SHA1" ? "HMAC-SHA1" : "HMAC-SHA256",
      maxInFlight: form3.text("maxInFlight"),
      classSisId: form3.text("classSisId"),
      removeHeaders: form3.has("removeHeaders")
    },
    secrets: {
      // Pasted secrets often bring a line break along; blanks inside stay.
      clientSecret: form3.text("clientSecret"),
      consumerSecret: form3.text("consumerSecret"),
      headers: form3.text("headers")
    }
  };
}

// src/web/administration/sis-connection/test-model.ts
function buildTest({ messages, t }, results) {
  let texts = messages.administration.test, findings = texts.findings, failures = results.filter(({ state }) => state === "failed"), [first] = failures;
  return {
    title: t(texts.title),
    tone: first === void 0 ? "success" : "error",
    verdict: first === void 0 ? t(texts.good) : t(texts.bad, { step: t(texts.steps[first.step]) }),
    steps: results.map(({ step, state, finding, values, status, sisMessage }) => {
      let { text, ask } = findings[finding];
      return {
        state,
        stateLabel: t(texts.states[state]),
        name: t(texts.steps[step]),
        text: t(text, values),
        answer: describeAnswer(status, sisMessage, texts, t),
        ask: state === "failed" && ask !== void 0 ? `${t(texts.ask)} ${t(ask, values)}` : null
      };
    })
  };
}
function describeAnswer(status, sisMessage, texts, t) {
  return status !== null && sisMessage !== null ? t(texts.answer, { status: String(status), words: sisMessage }) : status !== null ? t(texts.answerWordless, { status: String(status) }) : null;
}

// src/web/administration/sis-connection/sis-connection-page.ts
var testLimitMs = 45e3, sisQuery = z22.object({ saved: z22.literal("yes").optional() });
function showSis(deps) {
  return async (context, req, res) => {
    let { saved } = parseInput(sisQuery, req.query), texts = context.messages.administration.sis, alert = saved ? buildAlert("success", null, [context.t(texts.saved)]) : null, entries = showStored(context.institution.sis);
    await render2(deps, context, res, { entries, alert, faults: noFaults, test: null, lostSecrets: !1 });
  };
}
function saveSis(deps) {
  return async (context, req, res) => {
    let { shown, secrets } = readEntries2(readForm(req.body)), checked = check(deps, context, { shown, secrets });
    if (!checked.ok) {
      res.status(422);
      let { faults } = checked, lostSecrets = hasSecrets(secrets);
      return render2(deps, context, res, { entries: shown, faults, alert: null, test: null, lostSecrets });
    }
    let { institution, launch } = context;
    await deps.changeInstitution(launch, institution, { ...institution, sis: checked.connection }), res.redirect(303, context.links.sis({ saved: "yes" }));
  };
}
function testSis(deps) {
  return async (context, req, res) => {
    let { shown, secrets } = readEntries2(readForm(req.body)), checked = check(deps, context, { shown, secrets }), lostSecrets = hasSecrets(secrets);
    if (!checked.ok) {
      res.status(422);
      let { faults } = checked;
      return render2(deps, context, res, { entries: shown, faults, alert: null, test: null, lostSecrets });
    }
    let signal = AbortSignal.any([context.signal, AbortSignal.timeout(testLimitMs)]), { connection, profile } = checked, classSisId = shown.classSisId === "" ? null : shown.classSisId, results = await deps.testConnection({ connection, profile, classSisId }, signal), test = buildTest(context, results);
    await render2(deps, context, res, { entries: shown, faults: noFaults, alert: null, test, lostSecrets });
  };
}
function check({ profiles, addressRules: addresses }, { institution }, entries) {
  return checkConnection(entries, institution.sis, { profiles, addresses });
}
var hasSecrets = (secrets) => Object.values(secrets).some((text) => text !== "");
async function render2(deps, context, res, shown) {
  let dates = await deps.readSecretDates(context.institution.id);
  await deps.render(
    res,
    "administration/sis-connection/sis-connection",
    buildSis(context, deps.profiles, { ...shown, dates })
  );
}

// src/web/administration/administration-router.ts
var formLimits = { extended: !1, limit: "200kb", parameterLimit: 200 };
function createAdminRouter(deps) {
  let router = express4.Router(), show = (handler) => [
    deps.guard.requireAdministrator,
    handleAdministrationPage(deps, handler)
  ], act = (handler) => [
    deps.guard.requireAdministrator,
    express4.urlencoded(formLimits),
    deps.guard.requireForm,
    handleAdministrationPage(deps, handler)
  ];
  return router.get("/administration", show(showOverview(deps))), router.post("/administration/nightly/run-now", act(runNightlyNow(deps))), router.get("/administration/runs", show(showRuns(deps))), router.get("/administration/runs/:runId", show(showRun(deps))), router.get("/administration/runs/:runId/students", show(showRunStudents(deps))), router.get("/administration/runs/:runId/grades.csv", show(downloadRunCsv(deps))), router.post("/administration/runs/:runId/retry", act(retryRun(deps))), router.get("/administration/sis-connection", show(showSis(deps))), router.post("/administration/sis-connection", act(saveSis(deps))), router.post("/administration/sis-connection/test", act(testSis(deps))), router.get("/administration/sis-connection/test", show(showSis(deps))), router.get("/administration/canvas-api", show(showCanvasApi(deps))), router.post("/administration/canvas-api", act(saveCanvasApi(deps))), router.post("/administration/canvas-api/disconnect", act(disconnect(deps))), router.get("/administration/settings", show(showSettingsPage(deps))), router.post("/administration/settings", act(saveSettings(deps))), router.get("/administration/audit", show(showAudit(deps))), router.get("/administration/audit.csv", show(downloadAudit(deps))), router;
}

// src/web/course/course-router.ts
import express5 from "express";

// src/web/runs/run-page.ts
function showRun2({ passback, render: render3, clock }) {
  return async (context, req, res) => {
    let runId2 = parseRunId(req.params), { show } = parseInput(runQuery, req.query), run = await passback.readRun(context.launch, runId2), lineItems = await passback.readRunLineItems(context.launch, runId2);
    await render3(res, "runs/run", buildRun(context, { run, lineItems, show, now: clock() }));
  };
}
function retryRun2({ passback }) {
  return async (context, req, res) => {
    let receipt = await passback.retryFailed(context.launch, parseRunId(req.params));
    res.redirect(303, context.links.run(receipt.runId));
  };
}
function cancelRun({ passback }) {
  return async (context, req, res) => {
    let runId2 = parseRunId(req.params);
    await passback.cancelRun(context.launch, runId2), res.redirect(303, context.links.run(runId2));
  };
}

// src/web/ui/course-context.ts
function handleCoursePage(deps, handler) {
  return async (req, res) => {
    let context = await readPageContext(deps, createLinks, req, res), { launch, institution } = context;
    if (!deps.guard.mayPost(launch, institution)) throw new ProductError("role_refused");
    if (launch.course === null) throw new ProductError("context_missing");
    res.set("Cache-Control", "no-store"), await handler({ ...context, course: launch.course }, req, res);
  };
}
function isDialog({ launch }) {
  return launch.placement === "post_grades" || launch.placement === "course_assignments_menu";
}

// src/web/course/categories/categories-form.ts
import { z as z23 } from "zod";
var plain = /^[^\u0000-\u001f\u007f]*$/, field = /^category:([^:]{1,100}):([^:]{1,100})$/, fields = z23.looseObject({ version: z23.coerce.number().int().min(0).max(1e9) }), choices = z23.record(z23.string().regex(field).regex(plain), z23.string().max(300).regex(plain)), categoriesQuery = z23.object({
  synced: z23.enum(["marked", "refused", "failed"]).nullable().default(null),
  group: z23.string().max(100).default(""),
  show: z23.enum(["", "everything"]).default("")
});
function readCategoriesForm(body) {
  let { version, ...rest } = parseInput(fields, body), given = Object.entries(rest).filter(([name]) => name.startsWith("category:")), chosen = parseInput(choices, Object.fromEntries(given));
  return {
    version,
    choices: Object.entries(chosen).flatMap(([name, sourcedId]) => {
      let [, groupId, sectionId] = field.exec(name) ?? [];
      return groupId === void 0 || sectionId === void 0 ? [] : [{ groupId, sectionId, sourcedId: sourcedId === "" ? null : sourcedId }];
    })
  };
}

// src/web/course/post-grades/sort-assignments.ts
function rankAssignments(assignments, column, locale) {
  let compare = compareBy(column, new Intl.Collator(locale, { numeric: !0, sensitivity: "base" })), sorted = [...assignments].sort(compare), ranks = /* @__PURE__ */ new Map(), rank2 = 0;
  for (let [index, assignment] of sorted.entries()) {
    let before = sorted[index - 1];
    before !== void 0 && compare(before, assignment) !== 0 && (rank2 = index), ranks.set(assignment.id, rank2);
  }
  return ranks;
}
function sortAssignments(assignments, by, locale) {
  let ranks = rankAssignments(assignments, by.column, locale), names = rankAssignments(assignments, "name", locale), turn = by.order === "up" ? 1 : -1, place = (of, id2) => of.get(id2) ?? 0;
  return [...assignments].sort(
    (a, b) => turn * (place(ranks, a.id) - place(ranks, b.id)) || place(names, a.id) - place(names, b.id)
  );
}
function compareBy(column, collator) {
  switch (column) {
    case "name":
      return (a, b) => collator.compare(shownName(a), shownName(b));
    case "category":
      return (a, b) => compareLast(firstCategory(a), firstCategory(b), collator.compare);
    case "due":
      return (a, b) => compareLast(a.dueAt?.getTime() ?? null, b.dueAt?.getTime() ?? null, subtract);
    case "last-sync":
      return (a, b) => compareLast(a.lastSyncAt?.getTime() ?? null, b.lastSyncAt?.getTime() ?? null, subtract);
    case "new":
      return (a, b) => a.grades.new - b.grades.new;
    case "changed":
      return (a, b) => a.grades.changed - b.grades.changed;
    case "unchanged":
      return (a, b) => a.grades.unchanged - b.grades.unchanged;
    case "held-back":
      return (a, b) => a.grades.heldBack - b.grades.heldBack;
    case "problems":
      return (a, b) => severity(b) - severity(a);
  }
}
function shownName(assignment) {
  return assignment.sentTitle ?? assignment.name;
}
function firstCategory(assignment) {
  return assignment.sections.find((section) => section.categoryTitle !== null)?.categoryTitle ?? null;
}
function severity(assignment) {
  return (assignment.selectable ? 0 : 1e3) + assignment.problems.length;
}
function subtract(a, b) {
  return a - b;
}
function compareLast(a, b, compare) {
  return a === null || b === null ? +(a === null) - +(b === null) : compare(a, b);
}

// src/web/course/post-grades/assignment-row.ts
function buildAssignmentRow(context, assignment, shown) {
  let { messages, t, formats } = context, texts = messages.postGrades, { grades } = assignment, name = shownName(assignment), grade = (label, value) => ({
    label: t(label),
    value: formats.number(value),
    isZero: value === 0
  });
  return {
    id: assignment.id,
    name,
    href: safeLink(assignment.url),
    nameInCanvas: assignment.sentTitle === null ? null : t(texts.inCanvas, { name: assignment.name }),
    checkboxLabel: t(messages.frame.selectAssignment, { name }),
    selectable: assignment.selectable,
    selected: assignment.selectable && shown.selected,
    notSelectable: assignment.selectable ? null : t(texts.notSelectable),
    due: buildDue(context, shown.day, assignment),
    category: buildCategory(context, assignment),
    lastSync: assignment.lastSyncAt ? formats.dateTime(assignment.lastSyncAt) : t(messages.frame.never),
    grades: [
      grade(texts.new, grades.new),
      grade(texts.changed, grades.changed),
      grade(texts.unchanged, grades.unchanged),
      grade(texts.heldBack, grades.heldBack)
    ],
    problems: buildProblems(context, assignment.problems, assignment.url),
    ranks: shown.ranks,
    sectionIds: assignment.sections.map(({ sectionId }) => sectionId)
  };
}
function buildDue(context, day2, { dueAt, sections }) {
  let texts = context.messages.postGrades, show = (instant) => instant ? day2(instant) : context.t(texts.noDueDate);
  return buildCell(
    context,
    show(dueAt),
    null,
    sections.map((section) => ({ name: section.sectionName, value: show(section.dueAt) }))
  );
}
function buildCategory(context, { sections }) {
  let texts = context.messages.postGrades, byName = context.t(texts.byName), show = (title) => title ?? context.t(texts.unassociated), first = sections[0];
  return buildCell(
    context,
    show(first?.categoryTitle ?? null),
    first?.categoryByName ? byName : null,
    sections.map((section) => ({
      name: section.sectionName,
      value: section.categoryByName ? `${show(section.categoryTitle)} (${byName})` : show(section.categoryTitle)
    }))
  );
}
function buildCell({ messages, t }, value, note, sections) {
  let texts = messages.postGrades;
  return new Set(sections.map((section) => section.value)).size < 2 ? { value, note, perSection: null } : {
    value,
    note,
    perSection: {
      summary: t(texts.moreSections, { count: sections.length }),
      lines: sections.map((section) => t(texts.perSection, { section: section.name, value: section.value }))
    }
  };
}

// src/web/course/post-grades/build-warnings.ts
function buildWarnings(context, overview) {
  return [
    ...buildOpenRun(context, overview),
    ...buildProblemCount(context, overview),
    ...buildBeforePosting(context, overview),
    ...buildNothingNew(context, overview)
  ];
}
function buildOpenRun({ messages, t, links }, { openRun }) {
  if (openRun === null) return [];
  let { postGrades: texts, states, stages } = messages;
  return [
    {
      tone: "info",
      title: null,
      lines: [`${t(texts.openRun, {
        state: states[openRun.state],
        stage: openRun.stage,
        stageName: stages[openRun.stage - 1] ?? ""
      })} ${t(texts.openRunNote)}`],
      link: { label: t(texts.openRunLink), href: links.run(openRun.id) },
      folded: null
    }
  ];
}
function buildProblemCount({ messages, t, links }, { assignments }) {
  let texts = messages.postGrades, concerned = assignments.filter((assignment) => assignment.problems.length > 0).length;
  if (concerned === 0) return [];
  let blocked = assignments.filter((assignment) => !assignment.selectable).length, sentences = [t(texts.problemsTop, { count: concerned })];
  return blocked === concerned ? sentences.push(t(texts.problemsTopAllBlocked, { count: blocked })) : blocked > 0 && sentences.push(t(texts.problemsTopBlocked, { count: blocked })), [
    {
      tone: "error",
      title: null,
      lines: [sentences.join(" ")],
      link: { label: t(texts.showProblemsFirst), href: links.postGrades({ sort: "problems" }) },
      folded: null
    }
  ];
}
function buildBeforePosting(context, { warnings, assignments }) {
  let { messages, t, institution } = context, { postGrades: texts, beforePosting } = messages, { sectionsWithoutSisId: sections } = warnings, heldBack = assignments.reduce((sum, { grades }) => sum + grades.heldBack, 0), hidden = institution.settings.sendHiddenGrades ? beforePosting.hiddenSent : beforePosting.hiddenHeld, notes = [
    { text: beforePosting.ungraded, count: warnings.ungraded },
    { text: hidden, count: warnings.hiddenGrades },
    { text: beforePosting.studentsWithoutSisId, count: warnings.studentsWithoutSisId },
    { text: beforePosting.sectionsWithoutSisId, count: sections.length, names: sections.join(", ") },
    { text: beforePosting.heldBack, count: heldBack }
  ].filter(({ count }) => count > 0);
  return notes.length === 0 ? [] : [
    {
      tone: "warning",
      title: t(texts.warnings),
      lines: notes.map(({ text, count, names = "" }) => t(text.long, { count, names })),
      link: null,
      // In a dialog of 600 pixels the assignments should be in sight too.
      folded: {
        summary: notes.map(({ text, count }) => t(text.short, { count })).join(" \xB7 "),
        open: !isDialog(context)
      }
    }
  ];
}
function buildNothingNew({ messages, t }, { assignments }) {
  let selectable = assignments.filter((assignment) => assignment.selectable), fresh = selectable.some(({ grades }) => grades.new + grades.changed > 0);
  return selectable.length === 0 || fresh ? [] : [buildAlert("info", null, [t(messages.postGrades.nothingNew)])];
}

// src/web/course/post-grades/post-grades-model.ts
function buildPostGrades(context, overview, query) {
  let { messages, t, links } = context, texts = messages.postGrades, shown = filterBySection(overview, query.section), sorted = sortAssignments(
    shown.assignments,
    { column: query.sort, order: query.order },
    context.language.tag
  ), columns = buildColumns(context, query), ranks = [...columns.map(({ key }) => key), "problems"].map((key) => rankAssignments(shown.assignments, key, context.language.tag)), day2 = context.formats.dayIn(overview.timeZone), rows = sorted.map(
    (assignment) => buildAssignmentRow(context, assignment, {
      day: day2,
      selected: query.select === "all",
      ranks: ranks.map((rank2) => rank2.get(assignment.id) ?? 0)
    })
  ), isEmpty = overview.assignments.length === 0;
  return {
    frame: buildFrame(context, {
      title: t(texts.title),
      layout: isDialog(context) ? "dialog" : "page",
      tab: "postGrades",
      scripts: ["course/selection.js", "course/post-grades.js"]
    }),
    title: t(texts.title),
    lead: t(texts.lead),
    alerts: isEmpty ? [] : buildWarnings(context, overview),
    empty: isEmpty ? { title: t(texts.emptyTitle), text: t(texts.empty) } : null,
    tableLabel: t(texts.table),
    columns,
    rows,
    sections: buildSectionFilter(context, overview, query),
    selection: buildSelectionBar(context, rows, query),
    action: links.postGrades(),
    formToken: context.formToken,
    submit: t(texts.submit),
    submitting: t(texts.submitting),
    canSubmit: rows.some((row) => row.selectable),
    close: buildClose(context, messages.frame.cancel),
    newWindow: t(messages.frame.newWindow)
  };
}
function buildClose(context, label) {
  return isDialog(context) ? { label, href: safeLink(context.launch.returnUrl) } : null;
}
function filterBySection(overview, section) {
  if (section === "") return overview;
  let assignments = overview.assignments.filter(
    (assignment) => assignment.sections.some(({ sectionId }) => sectionId === section)
  );
  return { ...overview, assignments };
}
function buildColumns({ messages, t, links }, query) {
  let texts = messages.postGrades;
  return [
    ["name", texts.assignment],
    ["due", texts.due],
    ["category", texts.category],
    ["last-sync", texts.lastSync],
    ["new", texts.new],
    ["changed", texts.changed],
    ["unchanged", texts.unchanged],
    ["held-back", texts.heldBack]
  ].map(([key, label]) => {
    let current = query.sort === key, order = current && query.order === "up" ? "down" : "up";
    return {
      key,
      label: t(label),
      href: links.postGrades({ ...keepQuery(query), sort: key, order }),
      sort: current ? query.order === "up" ? "ascending" : "descending" : "none",
      numeric: ["new", "changed", "unchanged", "held-back"].includes(key)
    };
  });
}
function keepQuery({ section, select }) {
  return {
    ...section === "" ? {} : { section },
    ...select === "all" ? {} : { select }
  };
}
function buildSectionFilter({ messages, t, links }, { sections }, query) {
  if (sections.length < 2) return null;
  let texts = messages.postGrades, chosen = sections.find(({ id: id2 }) => id2 === query.section);
  return {
    label: t(texts.section),
    submit: t(texts.filter),
    hint: chosen ? t(texts.filterHint, { section: chosen.name }) : null,
    hintWords: t(texts.filterHint),
    action: links.postGrades(),
    keep: [
      { name: "sort", value: query.sort },
      { name: "order", value: query.order }
    ],
    options: [
      { id: "", name: t(texts.allSections), selected: chosen === void 0 },
      ...sections.map(({ id: id2, name }) => ({ id: id2, name, selected: id2 === query.section }))
    ]
  };
}
function buildSelectionBar({ messages, t, links }, rows, query) {
  let texts = messages.frame, count = rows.filter((row) => row.selectable).length, chosen = rows.filter((row) => row.selected).length, link = (select) => links.postGrades({ ...keepQuery(query), sort: query.sort, order: query.order, select });
  return {
    summary: t(texts.selected, { chosen, count }),
    summaryForms: texts.selected,
    selectAll: { label: t(texts.selectAll), href: link("all") },
    selectNone: { label: t(texts.selectNone), href: link("none") }
  };
}

// src/web/course/categories/category-row.ts
function fieldOf(groupId, sectionId) {
  return `category:${groupId}:${sectionId}`;
}
function buildCategoryRow(context, group, cell, lean) {
  let { section, shown, unsaved } = cell, all = listOptions(context, section), saved = shown?.sourcedId ?? "", chosen = unsaved ? unsaved.category?.sourcedId ?? "" : saved, missing = all.some((option) => option.value === saved) || !shown ? [] : [{ value: saved, label: nameMissing(context, cell) }], wanted = lean ? all.filter(({ value }) => value === chosen || value === "") : all;
  return {
    section: section.name,
    sisId: section.sisId,
    field: fieldOf(group.id, section.id),
    label: context.t(context.messages.categories.selectLabel, {
      group: group.name,
      section: section.name
    }),
    options: [...wanted, ...missing].map((option) => ({ ...option, selected: option.value === chosen })),
    optionList: lean ? section.id : null,
    saved: unsaved ? saved : null,
    isOffered: unsaved !== null || cell.state === "suggested" || cell.renamedFrom !== null,
    notes: buildNotes(context, cell)
  };
}
function listOptions({ messages, t }, { sisClass }) {
  let none = { value: "", label: t(messages.categories.unassociated) };
  if (sisClass.kind !== "read") return [none];
  let counts = /* @__PURE__ */ new Map();
  for (let { title } of sisClass.categories) counts.set(title, (counts.get(title) ?? 0) + 1);
  let name = (title, id2) => (counts.get(title) ?? 0) > 1 ? `${title} (${id2})` : title;
  return [
    none,
    ...sisClass.categories.map(({ sourcedId, title }) => ({
      value: sourcedId,
      label: name(title, sourcedId)
    }))
  ];
}
function nameMissing({ messages, t }, { state, shown }) {
  let category = shown?.title ?? "";
  return state === "gone" ? t(messages.categories.goneOption, { category }) : category;
}
function buildNotes({ messages, t }, cell) {
  let texts = messages.categories, notes = [], { sisClass } = cell.section;
  if (cell.conflict?.kind === "changed_by_other") {
    let title = cell.conflict.title ?? t(texts.unassociated);
    notes.push({ tone: "error", text: t(texts.noteChangedByOther, { title }) });
  }
  return cell.conflict?.kind === "not_in_sis" && notes.push({ tone: "error", text: t(texts.noteNotInSis) }), cell.state === "gone" && notes.push({ tone: "error", text: t(texts.noteGone) }), cell.state === "suggested" && !cell.unsaved && notes.push({ tone: "quiet", text: t(texts.noteSuggested) }), cell.renamedFrom !== null && notes.push({ tone: "quiet", text: t(texts.noteRenamed, { title: cell.renamedFrom }) }), sisClass.kind === "not_found" && notes.push({ tone: "warning", text: t(texts.noteClassNotFound) }), sisClass.kind === "unread" && notes.push({ tone: "warning", text: t(texts.noteClassUnread) }), sisClass.kind === "unreadable" && notes.push({ tone: "warning", text: t(texts.noteClassUnreadable, { words: sisClass.sisMessage }) }), sisClass.kind === "read" && sisClass.categories.length === 0 && notes.push({ tone: "warning", text: t(texts.noteNoCategories) }), notes;
}

// src/web/course/categories/categories-model.ts
var manyOptions = 1500;
function buildCategories(context, page, query, isConflict = !1) {
  let { messages, t, links, formats } = context, texts = messages.categories, optionCount = page.sections.reduce((sum, section) => sum + listOptions(context, section).length, 0), lean = !query.everything && optionCount * page.groups.length > manyOptions, empty = describeEmpty(context, page);
  return {
    frame: buildFrame(context, {
      title: t(texts.title),
      layout: isDialog(context) ? "dialog" : "page",
      tab: "categories",
      scripts: ["course/categories.js"]
    }),
    title: t(texts.title),
    lead: t(texts.lead),
    lastSaved: page.lastSaved ? t(texts.lastSaved, { name: page.lastSaved.by, when: formats.dateTime(page.lastSaved.at) }) : null,
    alerts: buildAlerts2(context, page, query, isConflict),
    empty,
    listLabel: t(texts.list),
    heads: {
      section: t(texts.sectionHead),
      sisId: t(texts.sisIdHead),
      category: t(texts.categoryHead)
    },
    labels: { changed: t(texts.changed), synchronized: t(texts.synchronized) },
    groups: empty ? [] : page.groups.map((group) => buildGroup(context, group, query, lean)),
    optionLists: lean ? page.sections.map((section) => ({ id: section.id, options: listOptions(context, section) })) : [],
    everything: lean ? { label: t(texts.showEverything), href: links.categories({ show: "everything" }) } : null,
    version: page.version,
    action: links.categories(),
    formToken: context.formToken,
    submit: t(texts.submit),
    submitting: t(texts.submitting),
    close: buildClose(context, messages.frame.close),
    leave: {
      title: t(texts.leaveTitle),
      text: t(texts.leave),
      unload: t(texts.leaveUnload),
      stay: t(texts.leaveStay),
      go: t(texts.leaveGo)
    }
  };
}
function buildGroup(context, group, query, lean) {
  let { messages, t } = context, texts = messages.categories, counts = countStates(group), hasConflict = group.cells.some((cell) => cell.conflict !== null), pill = (isShown, tone, label) => isShown ? [{ tone, label: t(label) }] : [];
  return {
    id: group.id,
    name: group.name,
    count: t(texts.unassociatedSections, { count: counts.unassociated }),
    isSynchronized: counts.synced > 0 && counts.gone === 0,
    isChanged: group.cells.some((cell) => cell.unsaved !== null),
    pills: [
      ...pill(hasConflict, "error", texts.conflict),
      ...pill(counts.gone > 0, "error", texts.gone),
      ...pill(counts.suggested > 0, "info", texts.suggested),
      ...pill(counts.unassociated > 0, "warning", texts.unassociated)
    ],
    open: hasConflict || counts.gone > 0 || query.group === group.id,
    rows: group.cells.map((cell) => buildCategoryRow(context, group, cell, lean))
  };
}
function buildAlerts2(context, page, query, isConflict) {
  let { messages, t } = context, texts = messages.categories, alerts = [];
  if (isConflict && alerts.push(buildConflict(context, page)), query.synced && alerts.push(buildAlert("success", null, [t(texts.synced)])), query.synced === "refused" && alerts.push(buildAlert("warning", null, [t(texts.marksRefused)])), query.synced === "failed" && alerts.push(buildAlert("warning", null, [t(texts.marksFailed)])), page.sisProblem) {
    let reason = messages.errors[page.sisProblem].happened;
    alerts.push(buildAlert("error", null, [t(texts.sisProblem), t(reason)]));
  }
  if (isConflict) return alerts;
  let suggestions = page.groups.reduce((sum, group) => sum + countStates(group).suggested, 0);
  suggestions > 0 && alerts.push(buildAlert("info", null, [t(texts.suggestions, { count: suggestions })]));
  let without = page.sectionsWithoutSisId;
  if (without.length > 0) {
    let names = without.join(", ");
    alerts.push(buildAlert("info", null, [t(texts.withoutSisId, { count: without.length, names })]));
  }
  return alerts;
}
function buildConflict({ messages, t, formats }, page) {
  let texts = messages.categories, kinds = new Set(page.groups.flatMap(({ cells }) => cells.map(({ conflict }) => conflict?.kind))), { lastSaved } = page, lines = [], bySis = kinds.has("not_in_sis");
  return lastSaved && (!bySis || kinds.has("changed_by_other")) && lines.push(t(texts.conflictBy, { name: lastSaved.by, when: formats.dateTime(lastSaved.at) })), bySis && lines.push(t(texts.conflictSis)), buildAlert("error", t(texts.conflictTitle), lines);
}
function describeEmpty({ messages, t }, page) {
  let texts = messages.categories;
  if (page.groups.length === 0) return { title: t(texts.noGroupsTitle), text: t(texts.noGroups) };
  if (page.sections.length === 0) return { title: t(texts.noSectionsTitle), text: t(texts.noSections) };
  let isBare = page.sections.every(
    ({ sisClass }) => sisClass.kind === "read" && sisClass.categories.length === 0
  ), isMapped = page.groups.some(({ cells }) => cells.some((cell) => cell.shown !== null));
  return !isBare || isMapped ? null : { title: t(texts.noCategoriesTitle), text: t(texts.noCategories) };
}

// src/web/course/categories/disabled-model.ts
function buildDisabledCategories(context) {
  let { messages, t } = context, texts = messages.categories;
  return {
    frame: buildFrame(context, {
      title: t(texts.title),
      layout: isDialog(context) ? "dialog" : "page",
      tab: "categories",
      scripts: []
    }),
    title: t(texts.title),
    heading: t(texts.disabledTitle),
    paragraphs: texts.disabled.map((sentence) => t(sentence)),
    close: buildClose(context, messages.frame.close)
  };
}

// src/web/course/categories/categories-page.ts
function showCategories({ categories, render: render3 }) {
  return async (context, req, res) => {
    if (!context.institution.settings.categoryPage) {
      await render3(res, "course/categories/disabled", buildDisabledCategories(context));
      return;
    }
    let { synced, group, show } = parseInput(categoriesQuery, req.query), page = await categories.read(context.launch, context.signal);
    await render3(res, "course/categories/categories", buildCategories(context, page, { synced, group, everything: show === "everything" }));
  };
}
function syncCategories({ categories, render: render3 }) {
  return async (context, req, res) => {
    if (!context.institution.settings.categoryPage) {
      res.redirect(303, context.links.categories());
      return;
    }
    let outcome = await categories.sync(context.launch, readCategoriesForm(req.body), context.signal);
    if (outcome.kind === "synced") {
      res.redirect(303, context.links.categories({ synced: outcome.marks }));
      return;
    }
    let query = { synced: null, group: "", everything: !1 };
    res.status(409), await render3(res, "course/categories/categories", buildCategories(context, outcome.page, query, !0));
  };
}

// src/web/course/grade-sync/history-model.ts
var historyPageSize = 25;
function buildHistory(context, runs, before) {
  let { messages, t, links } = context, texts = messages.history, shown = runs.slice(0, historyPageSize), last = shown.at(-1);
  return {
    frame: buildFrame(context, {
      title: t(texts.title),
      layout: "page",
      tab: "history",
      scripts: ["runs/live.js"]
    }),
    title: t(texts.title),
    tableLabel: t(texts.table),
    heads: [
      ...[texts.started, texts.requestedBy, texts.stage, texts.status].map((label) => ({
        label,
        numeric: !1
      })),
      ...[texts.assignments, texts.sent, texts.unchanged, texts.failed].map((label) => ({
        label,
        numeric: !0
      }))
    ],
    rows: shown.map((run) => buildRow4(context, run)),
    empty: shown.length > 0 ? null : buildEmpty(context, before),
    live: shown.some(isOpen),
    refresh: { label: t(texts.refresh), href: links.history(before ?? void 0) },
    older: runs.length > historyPageSize && last ? { label: t(texts.older), href: links.history(last.createdAt) } : null,
    newest: before ? { label: t(texts.newest), href: links.history() } : null
  };
}
function buildEmpty({ messages, t }, before) {
  let texts = messages.history;
  return { title: t(texts.emptyTitle), text: t(before ? texts.emptyOlder : texts.empty) };
}
function buildRow4(context, run) {
  let { messages, t, formats, links } = context, { history: texts, states, kinds } = messages, started = formats.dateTime(beginning(run)), { counts } = run, cell = (label, value, alarming = !1) => ({
    label,
    value: formats.number(value),
    alarming
  });
  return {
    id: run.id,
    href: links.run(run.id),
    started,
    startedIso: beginning(run).toISOString(),
    requestedBy: nameRequester(context, run.requestedBy),
    kind: run.kind === "remaster" || run.kind === "retry" ? kinds[run.kind] : null,
    stage: buildStage(context, run),
    status: { label: states[run.state], tone: stateTones[run.state], note: buildStatusNote(context, run) },
    announcement: t(texts.changed, { when: started, state: states[run.state] }),
    numbers: [
      cell(texts.assignments, run.assignments),
      cell(texts.sent, counts.sent + counts.confirmed),
      cell(texts.unchanged, counts.unchanged),
      cell(texts.failed, counts.failed, counts.failed > 0)
    ]
  };
}

// src/web/course/grade-sync/history-page.ts
function showHistory({ passback, render: render3 }) {
  return async (context, req, res) => {
    let { before, run } = parseInput(historyQuery, req.query);
    if (run !== void 0) return res.redirect(303, context.links.run(run));
    let runs = await passback.readHistory(context.launch, {
      limit: historyPageSize + 1,
      before: before ?? null
    });
    await render3(res, "course/grade-sync/history", buildHistory(context, runs, before ?? null));
  };
}

// src/web/course/post-grades/scheduled-model.ts
function buildScheduled(context, run, how, launchUrl) {
  let { messages, t, formats, links, institution, course } = context, texts = messages.postGrades, throughCanvas = isDialog(context) && course.canvasCourseId !== null ? safeLink(
    canvasRunLink({
      canvasUrl: institution.canvas.baseUrl,
      courseId: course.canvasCourseId,
      clientId: institution.platform.clientId,
      launchUrl,
      runId: run.id
    })
  ) : null, notes = {
    created: null,
    same: t(texts.scheduledSame, {
      name: nameRequester(context, run.requestedBy),
      when: formats.dateTime(run.createdAt)
    }),
    joined: t(texts.scheduledJoined)
  };
  return {
    frame: buildFrame(context, {
      title: t(texts.scheduledTitle),
      layout: isDialog(context) ? "dialog" : "page",
      tab: "postGrades",
      scripts: []
    }),
    title: t(texts.scheduledTitle),
    scheduled: t(texts.scheduled),
    link: {
      label: t(texts.scheduledLink),
      href: throughCanvas ?? links.run(run.id),
      leavesDialog: throughCanvas !== null
    },
    note: notes[how],
    goesOn: isDialog(context) ? t(texts.scheduledNote) : null,
    close: buildClose(context, messages.frame.close)
  };
}

// src/web/course/post-grades/post-grades-page.ts
function showPostGrades({ passback, render: render3 }) {
  return async (context, req, res) => {
    let query = parseInput(postGradesQuery, req.query), overview = await passback.readPostGrades(context.launch, context.signal);
    await render3(res, "course/post-grades/post-grades", buildPostGrades(context, overview, query));
  };
}
function postGrades({ passback }) {
  return async (context, req, res) => {
    let selection = readSelection(req.body), receipt = await passback.requestRun(context.launch, { kind: "post", selection });
    res.redirect(303, context.links.scheduled(receipt.runId, receipt.how));
  };
}
function showScheduled({ passback, render: render3, launchUrl }) {
  return async (context, req, res) => {
    let { run: runId2, how } = parseInput(scheduledQuery, req.query), run = await passback.readRun(context.launch, runId2);
    await render3(res, "course/post-grades/scheduled", buildScheduled(context, run, how, launchUrl));
  };
}
function readSelection(body) {
  let { assignment } = parseInput(selectionForm, body), ids2 = [...new Set(assignment)];
  if (ids2.length === 0) throw new ProductError("nothing_selected", { next: "fix" });
  return { kind: "assignments", ids: ids2 };
}

// src/web/course/grade-sync/settings/connection-model.ts
function buildConnection(context, connection, nightlyCourses) {
  let { messages, t, links, formToken } = context, { settings, errorPage, frame } = messages, texts = settings.connection, isConnected = connection.kind === "connected", address2 = isConnected ? null : safeLink(connection.address), warning = t(isConnected ? texts.nightlyWillStop : texts.nightlyStopped, {
    courses: nightlyCourses.join(", ")
  });
  return {
    title: t(texts.title),
    explain: t(texts.explain),
    state: t(isConnected ? texts.connected : texts.notConnected),
    alert: nightlyCourses.length > 0 ? buildAlert("warning", null, [warning]) : null,
    end: isConnected ? { label: t(texts.end), note: t(texts.endNote), action: links.endConnection } : null,
    connect: address2 === null ? null : { label: t(errorPage.connect), href: address2, newWindow: frame.newWindow },
    again: { label: t(errorPage.again), href: links.settings },
    formToken
  };
}

// src/web/course/grade-sync/settings/nightly-model.ts
function buildNightly2(context, night) {
  if (night.kind === "not_offered") return null;
  let { messages, t, links, formToken } = context, texts = messages.settings.nightly, { start: start2, end, timeZone } = night.window, isOn = night.kind === "on";
  return {
    title: t(texts.title),
    explain: t(texts.explain),
    window: t(texts.window, { start: start2, end, timeZone }),
    state: t(isOn ? texts.on : texts.off),
    facts: isOn ? listFacts(context, night) : [],
    alert: isOn && night.paused ? buildAlert("warning", null, [t(texts.paused)]) : null,
    action: links.nightly,
    formToken,
    value: isOn ? "off" : "on",
    submit: t(isOn ? texts.switchOff : texts.switchOn)
  };
}
function listFacts({ messages, t, formats }, night) {
  let texts = messages.settings.nightly, { nextAt, lastStartedAt, switchedOnBy } = night;
  return [
    ...night.paused ? [] : [t(texts.next, { at: formats.dateTime(nextAt) })],
    ...lastStartedAt ? [t(texts.last, { at: formats.dateTime(lastStartedAt) })] : [],
    t(texts.by, { name: switchedOnBy })
  ];
}

// src/web/course/grade-sync/settings/settings-model.ts
function buildSettings2(context, shown) {
  let { overview, night, connection } = shown, { messages, t, links } = context, { settings: texts, frame } = messages, rows = sortAssignments(
    overview?.assignments ?? [],
    { column: "due", order: "up" },
    context.language.tag
  ).map((assignment) => buildRow5(context, assignment)), count = rows.filter((row) => row.selectable).length;
  return {
    frame: buildFrame(context, {
      title: t(texts.title),
      layout: "page",
      tab: "settings",
      scripts: connection.kind === "connected" ? ["course/selection.js"] : ["course/selection.js", "ui/connect.js"]
    }),
    title: t(texts.title),
    notice: shown.hasEnded && connection.kind === "not_connected" ? buildAlert("success", null, [t(texts.connection.ended)]) : null,
    connection: buildConnection(context, connection, shown.nightlyCourses),
    nightly: buildNightly2(context, night),
    remaster: t(texts.remaster),
    explain: t(texts.explain),
    alert: buildAlert("warning", null, [t(texts.warning)]),
    choose: t(texts.choose),
    heads: { name: t(texts.assignment), lastSync: t(texts.lastSync), grades: t(texts.gradesCount) },
    rows,
    empty: rows.length > 0 ? null : t(overview === null ? texts.needsConnection : texts.empty),
    selectAll: t(frame.selectAll),
    summary: t(frame.selected, { chosen: count, count }),
    summaryForms: frame.selected,
    action: links.remaster,
    submit: t(texts.continue),
    canSubmit: count > 0
  };
}
function buildRemaster(context, overview, chosenIds) {
  let { messages, t, links } = context, texts = messages.settings, chosen = overview.assignments.filter(({ id: id2, selectable }) => selectable && chosenIds.has(id2));
  if (chosen.length === 0) throw new ProductError("nothing_selected", { next: "fix" });
  let grades = chosen.reduce((sum, assignment) => sum + countGrades(assignment), 0);
  return {
    frame: buildFrame(context, {
      title: t(texts.confirmTitle),
      layout: "page",
      tab: "settings",
      scripts: []
    }),
    title: t(texts.confirmTitle),
    sentences: [t(texts.confirm, { count: chosen.length }), t(texts.confirmGrades, { count: grades })],
    alert: buildAlert("warning", null, [t(texts.warning)]),
    names: chosen.map(shownName),
    ids: chosen.map(({ id: id2 }) => id2),
    action: links.remaster,
    formToken: context.formToken,
    submit: t(texts.confirmButton),
    back: { label: t(texts.confirmBack), href: links.settings }
  };
}
function buildRow5({ messages, t, formats }, assignment) {
  let { frame, postGrades: postGrades2 } = messages, name = shownName(assignment);
  return {
    id: assignment.id,
    name,
    checkboxLabel: t(frame.selectAssignment, { name }),
    selectable: assignment.selectable,
    notSelectable: assignment.selectable ? null : t(postGrades2.notSelectable),
    lastSync: assignment.lastSyncAt ? formats.dateTime(assignment.lastSyncAt) : t(frame.never),
    grades: formats.number(countGrades(assignment))
  };
}
function countGrades({ grades }) {
  return grades.new + grades.changed + grades.unchanged + grades.heldBack;
}

// src/web/course/grade-sync/settings/settings-page.ts
function showSettings2(deps) {
  return async (context, req, res) => {
    let { done } = parseInput(settingsQuery, req.query), [overview, night, nightlyCourses] = await Promise.all([
      readOverview(deps, context),
      deps.nightly.read(context.launch, context.institution),
      deps.nightly.readOnBehalfOf(context.launch, context.institution)
    ]), connection = await readConnection(deps, context, overview), shown = { overview, night, nightlyCourses, connection, hasEnded: done !== void 0 };
    await deps.render(res, "course/grade-sync/settings/settings", buildSettings2(context, shown));
  };
}
async function readOverview({ passback }, context) {
  try {
    return await passback.readPostGrades(context.launch, context.signal);
  } catch (error) {
    if (error instanceof ProductError && error.code === "canvas_consent_needed") return null;
    throw error;
  }
}
async function readConnection({ consents }, { launch, institution }, overview) {
  return overview !== null && await consents.has(launch, institution) ? { kind: "connected" } : { kind: "not_connected", address: await consents.connectAddress(launch, institution) };
}
function endConnection({ consents }) {
  return async ({ launch, institution, links }, _req, res) => {
    await consents.revoke(launch, institution), res.redirect(303, `${links.settings}?done=disconnected`);
  };
}
function showRemaster({ passback, render: render3 }) {
  return async (context, req, res) => {
    let { assignment } = parseInput(selectionForm, req.query);
    readSelection({ assignment });
    let overview = await passback.readPostGrades(context.launch, context.signal);
    await render3(
      res,
      "course/grade-sync/settings/remaster",
      buildRemaster(context, overview, new Set(assignment))
    );
  };
}
function remaster({ passback }) {
  return async (context, req, res) => {
    let selection = readSelection(req.body), receipt = await passback.requestRun(context.launch, { kind: "remaster", selection });
    res.redirect(303, context.links.run(receipt.runId));
  };
}
function switchNightly({ nightly }) {
  return async (context, req, res) => {
    parseInput(nightlyForm, req.body).nightly === "on" ? await nightly.switchOn(context.launch, context.institution) : await nightly.switchOff(context.launch), res.redirect(303, context.links.settings);
  };
}

// src/web/course/course-router.ts
var formLimits2 = { extended: !1, limit: "1mb", parameterLimit: 6e3 };
function createWebRouter(deps) {
  let router = express5.Router(), show = (handler) => [
    deps.guard.requireSession,
    handleCoursePage(deps, handler)
  ], act = (handler) => [
    deps.guard.requireSession,
    express5.urlencoded(formLimits2),
    deps.guard.requireForm,
    handleCoursePage(deps, handler)
  ];
  return router.get("/post-grades", show(showPostGrades(deps))), router.post("/post-grades", act(postGrades(deps))), router.get("/post-grades/scheduled", show(showScheduled(deps))), router.get("/grade-sync", show(showHistory(deps))), router.get("/grade-sync/runs/:runId", show(showRun2(deps))), router.get("/grade-sync/runs/:runId/students", show(showStudents(deps))), router.get("/grade-sync/runs/:runId/grades.csv", show(downloadRun(deps))), router.post("/grade-sync/runs/:runId/retry", act(retryRun2(deps))), router.post("/grade-sync/runs/:runId/cancel", act(cancelRun(deps))), router.get("/categories", show(showCategories(deps))), router.post("/categories", act(syncCategories(deps))), router.get("/grade-sync/settings", show(showSettings2(deps))), router.get("/grade-sync/settings/remaster", show(showRemaster(deps))), router.post("/grade-sync/settings/remaster", act(remaster(deps))), router.post("/grade-sync/settings/connection/end", act(endConnection(deps))), router.post("/grade-sync/settings/nightly", act(switchNightly(deps))), router;
}

// src/web/ui/assets.ts
import { createHash as createHash3 } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join as join5, relative, sep } from "node:path";
import express6 from "express";
function createAssets(folder2, mount, prefix2 = "") {
  let versions = /* @__PURE__ */ new Map();
  for (let entry of readdirSync(folder2, { recursive: !0, withFileTypes: !0 })) {
    if (!entry.isFile()) continue;
    let path = join5(entry.parentPath, entry.name), hash = createHash3("sha256").update(readFileSync(path)).digest("base64url").slice(0, 12);
    versions.set(relative(folder2, path).split(sep).join("/"), hash);
  }
  let router = express6.Router();
  return router.use(mount, (req, res, next) => {
    typeof req.query.v == "string" && res.set("Cache-Control", "public, max-age=31536000, immutable"), next();
  }), router.use(
    mount,
    express6.static(folder2, { index: !1, redirect: !1, cacheControl: !1, fallthrough: !1 })
  ), {
    url: (file) => `${prefix2}${mount}/${file}${versions.has(file) ? `?v=${versions.get(file)}` : ""}`,
    serve: router
  };
}

// src/web/ui/connected-page.ts
function showConnected({
  render: render3,
  localeOf,
  chooseLanguage
}) {
  return async (req, res) => {
    let language = chooseLanguage(localeOf(req)), texts = language.messages.errorPage, model = {
      frame: buildPlainFrame(language, texts.connectedTitle),
      title: texts.connectedTitle,
      text: texts.connected
    };
    await render3(res, "ui/connected", model);
  };
}

// src/i18n/describe-error.ts
function describeError({ messages, t }, { code, values }) {
  let text = messages.errors[code], filled = code === "login_refused" ? explainLogin(messages, values) : values;
  return {
    title: t(text.title, filled),
    happened: t(text.happened, filled),
    grades: t(text.grades, filled),
    todo: t(text.todo, filled)
  };
}
function explainLogin(messages, values) {
  let known = messages.launch.loginErrors, code = String(values.reason ?? ""), reason = Object.hasOwn(known, code) ? known[code] : void 0;
  return { ...values, reason: reason ?? messages.launch.unknownLoginError };
}

// src/web/ui/error-page.ts
var refuseUnknownPage = () => {
  throw new ProductError("not_found");
};
function createErrorPage(deps) {
  return async (thrown, req, res, _next) => {
    let error = toPublicError(thrown), reference = createReference(deps.randomBytes(5)), gone = res.headersSent || res.destroyed;
    if (logError(deps, error, { reference, gone, method: req.method }), gone) {
      res.destroy();
      return;
    }
    let language = deps.chooseLanguage(deps.localeOf(req));
    if (res.status(error.status).set("Cache-Control", "no-store").vary("Accept"), req.accepts(["html", "json"]) === "json") {
      res.json({ error: error.code, reference, ...describeError(language, error) });
      return;
    }
    try {
      let place = await readPlace(deps, req, error);
      await deps.render(res, "ui/error", buildError(language, error, reference, place));
    } catch (failure) {
      deps.log.error({ event: "error_page_failed", reference, err: failure }, "error page not rendered"), res.type("text").send(`${describeError(language, error).title} (${reference})`);
    }
  };
}
function toPublicError(thrown) {
  let status = thrown instanceof Error && "status" in thrown && typeof thrown.status == "number" ? thrown.status : 0;
  return thrown instanceof ProductError || status < 400 || status > 499 ? toProductError(thrown) : new ProductError(status === 404 ? "not_found" : "form_invalid", { cause: thrown });
}
function logError({ log: log2 }, error, facts) {
  let { code, status, detail } = error, line = { event: "error_page", code, status, detail, ...facts, err: error }, left = error.cause instanceof Error && error.cause.name === "AbortError";
  facts.gone && left ? log2.info(line, "the browser left before the answer") : status >= 500 ? log2.error(line, "error page") : log2.warn(line, "error page");
}
async function readPlace(deps, req, { code }) {
  let base = deps.baseOf(req), isPage = req.method === "GET" && base !== null && req.originalUrl.startsWith(`${base}/`), needsConsent = code === "canvas_consent_needed" || code === "canvas_consent_refused";
  return {
    base,
    administration: deps.administrationOf?.(req) ?? null,
    here: isPage ? req.originalUrl : null,
    connect: needsConsent ? safeLink(await deps.connectAddress(req)) : null
  };
}
function buildError(language, error, reference, place) {
  let texts = language.messages.errorPage, text = describeError(language, error), { base, here, connect } = place;
  return {
    frame: buildPlainFrame(language, text.title, connect === null ? [] : ["ui/connect.js"]),
    title: text.title,
    mark: connect === null ? "error" : "info",
    parts: [
      { label: texts.happened, text: text.happened },
      { label: texts.grades, text: text.grades },
      { label: texts.todo, text: text.todo }
    ],
    reference: { label: texts.reference, value: reference },
    connect: connect === null ? null : { label: texts.connect, href: connect, newWindow: language.messages.frame.newWindow },
    again: connect !== null && base !== null ? { label: texts.again, href: here ?? createLinks(base).postGrades() } : null,
    back: offersWayBack(error) ? buildWayBack(language, place) : null
  };
}
function buildWayBack(language, { base, administration }) {
  let texts = language.messages.errorPage;
  return administration !== null ? { label: texts.backToAdministration, href: administration } : base === null ? null : { label: texts.back, href: createLinks(base).history() };
}
function offersWayBack({ code }) {
  return code === "not_found" || code === "run_not_found" || code === "form_invalid" || code === "nothing_selected";
}
function createReference(random) {
  let letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", bits = BigInt(`0x${random.toString("hex")}`), reference = "";
  for (let place = 0; place < 8; place += 1)
    reference = (letters[Number(bits % 32n)] ?? "0") + reference, bits /= 32n;
  return `${reference.slice(0, 4)}-${reference.slice(4)}`;
}

// src/app.ts
function createApp(services, operation) {
  let { settings, stores } = services, basePath = readBasePath(settings.PUBLIC_URL), assets = createAssets(join6(productFolder, "public"), "/public", basePath), { webDeps, adminDeps, errorPageDeps } = connectPages(services, assets), app = express7();
  return app.disable("x-powered-by"), app.set("trust proxy", settings.TRUSTED_PROXIES), app.use(warnUndeclaredProxy(settings.TRUSTED_PROXIES, services.log)), app.use(secureHeaders(settings.PUBLIC_URL)), app.use(createOperationRouter(operation)), app.use(assets.serve), app.use(forbidStoring), app.use(createLtiRouter({ ...services, ...stores, publicUrl: settings.PUBLIC_URL })), app.use(
    createRegistrationRouter({
      ...services,
      ...stores,
      addresses: readAddresses(settings),
      onRegistered: services.auditEvents.onRegistered
    })
  ), app.use(createCanvasOauthRouter(services.consents)), app.get("/canvas/connected", showConnected(errorPageDeps)), app.use("/s/:session", createAdminRouter(adminDeps)), app.use("/s/:session", createWebRouter(webDeps)), app.use(refuseUnknownPage), app.use(createErrorPage(errorPageDeps)), app;
}
function readAddresses({ PUBLIC_URL, REGIONAL_URLS = {} }) {
  return { publicUrl: PUBLIC_URL, regionalUrls: REGIONAL_URLS };
}
var forbidStoring = (_request, response, next) => {
  response.set("Cache-Control", "no-store"), next();
};
function secureHeaders(publicUrl) {
  let isHttps = publicUrl.startsWith("https:");
  return helmet({
    contentSecurityPolicy: {
      useDefaults: !1,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", "data:"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"]
      }
    },
    strictTransportSecurity: isHttps ? { maxAge: 31536e3 } : !1,
    // Forms must name their origin; with `no-referrer` browsers send `Origin: null`.
    referrerPolicy: { policy: "same-origin" }
  });
}

// src/operation/listen.ts
import { createServer } from "node:http";
var graceMs = 15e3;
async function listen(app, on) {
  let server = createServer(app);
  await new Promise((resolve, reject) => {
    server.once("error", (cause) => reject(refusePort(on, cause))), server.listen(on.port, () => resolve());
  });
  let address2 = server.address();
  if (address2 === null || typeof address2 == "string") throw new Error("the server has no port");
  return {
    port: address2.port,
    close: () => new Promise((resolve) => {
      let late = setTimeout(() => server.closeAllConnections(), graceMs);
      server.close(() => {
        clearTimeout(late), resolve();
      }), server.closeIdleConnections();
    })
  };
}
function refusePort({ port, setting }, cause) {
  let detail = {
    EADDRINUSE: `port ${port} is already in use. Stop the program that uses it, or set ${setting} to a free port.`,
    EACCES: `this user may not listen on port ${port}. Set ${setting} to a port from 1024 up.`
  }[cause.code ?? ""] ?? `port ${port} (${setting}) cannot be opened: ${cause.code ?? cause.message}.`;
  return new ProductError("settings_invalid", { detail, next: "fix", cause });
}

// src/operation/readiness.ts
async function findMissing(deps) {
  let hasDatabase = await deps.ping(), hasKeys = !hasDatabase || await deps.canReadSecrets().catch(() => !1), hasWorker = deps.isWorkerAlive === null || deps.isWorkerAlive();
  return [
    ["database", hasDatabase],
    ["encryption keys", hasKeys],
    ["worker", hasWorker],
    ["stopping", !deps.isStopping()]
  ].flatMap(([missing, isThere]) => isThere ? [] : [missing]);
}

// src/start.ts
async function startProduct({ settings, mongo: mongo2, log: log2, ...options }) {
  let connection = await connectMongo(mongo2), services = createServices({ settings, connection, log: log2, ...options }), { stores, worker, scheduler } = services, disconnect2 = async () => {
    await services.close(), await connection.close();
  }, isStopping = !1, servers;
  try {
    await stores.ensureIndexes(), await stores.encryptionCanary.renew(), servers = await openServers(services, () => isStopping);
  } catch (error) {
    throw await disconnect2(), error;
  }
  let { web, operation } = servers, sweeper = startSweeper(services), stopMigrating = startMigrating(services);
  return settings.ROLES.includes("worker") && (worker.start(), scheduler.start()), {
    services,
    port: web?.port ?? null,
    metricsPort: operation?.port ?? null,
    async stop() {
      isStopping = !0, clearInterval(sweeper), await Promise.all([stopMigrating(), web?.close(), worker.stop(), scheduler.stop()]), await operation?.close(), await disconnect2();
    }
  };
}
async function openServers(services, isStopping) {
  let { ROLES, PORT, METRICS_PORT } = services.settings, operation = describeOperation(services, isStopping), web = ROLES.includes("web") ? await listen(createApp(services, operation.web), { port: PORT, setting: "PORT" }) : null;
  if (METRICS_PORT === void 0) return { web, operation: null };
  try {
    let on = { port: METRICS_PORT, setting: "METRICS_PORT" };
    return { web, operation: await listen(createOperationApp(operation.own), on) };
  } catch (error) {
    throw await web?.close(), error;
  }
}
function describeOperation({ settings, stores, worker, scheduler, metrics }, isStopping) {
  let readiness = {
    ping: () => stores.ping(),
    canReadSecrets: () => stores.encryptionCanary.isReadable(),
    isWorkerAlive: settings.ROLES.includes("worker") ? () => worker.isAlive() && scheduler.isAlive() : null,
    isStopping
  }, own = { findMissing: () => findMissing(readiness), metrics, metricsToken: settings.METRICS_TOKEN };
  return { own, web: { ...own, metrics: settings.METRICS_PORT === void 0 ? metrics : null } };
}
function createOperationApp(operation) {
  let app = express8();
  return app.disable("x-powered-by"), app.use(createOperationRouter(operation)), app;
}
function startMigrating({ stores, log: log2 }) {
  let stop = new AbortController(), migrated = stores.migrate(stop.signal).catch((error) => {
    log2.warn({ event: "migration_failed", detail: toProductError(error).detail }, "a migration failed");
  });
  return async () => {
    stop.abort(), await migrated;
  };
}
var sweepEveryMs = 15 * 6e4;
function startSweeper({ stores, audit, clock, log: log2 }) {
  let sweep = () => {
    for (let task of [stores.sweep(clock()), audit.recordMissedRunEnds()])
      task.catch((error) => {
        log2.warn({ event: "sweep_failed", detail: toProductError(error).detail }, "sweep failed");
      });
  };
  return sweep(), setInterval(sweep, sweepEveryMs).unref();
}

// src/main.ts
var maxStopMs = 25e3;
async function start() {
  let settings = readSettings(process.env), log2 = createLog(settings.LOG_LEVEL), mongo2 = await openMongoDb({ url: settings.MONGODB_URL, dataDir: settings.DATA_DIR, log: log2 });
  log2.info({ event: "mongodb", kind: mongo2.kind }, mongo2.describe), mongo2.onExit((sentence) => {
    log2.fatal({ event: "mongodb_ended" }, sentence), process.exit(1);
  });
  try {
    let product2 = await startProduct({ settings, mongo: mongo2, log: log2 });
    return log2.info(
      { event: "started", roles: settings.ROLES, port: product2.port, metricsPort: product2.metricsPort },
      `Ready: ${settings.PUBLIC_URL}`
    ), { log: log2, mongo: mongo2, product: product2 };
  } catch (error) {
    throw await mongo2.close(), error;
  }
}
function awaitStopSignal() {
  return new Promise((resolve) => {
    for (let signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => resolve(signal));
  });
}
var stopSignal = awaitStopSignal();
stopSignal.then(() => {
  setTimeout(() => {
    process.stderr.write(`Grade Passback did not stop within ${maxStopMs / 1e3} s and ends now.
`), process.exit(1);
  }, maxStopMs).unref();
});
var { log, mongo, product } = await start().catch(refuseToStart);
log.info({ event: "stopping", signal: await stopSignal }, "stopping");
await product.stop();
await mongo.close();
function refuseToStart(thrown) {
  let error = toProductError(thrown);
  process.stderr.write(`Grade Passback cannot start: ${error.detail ?? error.code}
`), process.exit(1);
}
//# sourceMappingURL=main.js.map
