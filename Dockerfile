# One image for both roles; ROLES says which one a container plays.
FROM node:24-trixie-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# With optional dependencies: the compiler has its binary for this platform among them. Nothing of this stage ships.
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY src ./src
RUN npm run build

FROM node:24-trixie-slim
# A port of its own for /metrics, /healthz and /readyz, in web and worker alike.
ENV NODE_ENV=production METRICS_PORT=9464
WORKDIR /app
COPY package.json package-lock.json ./
# The embedded MongoDB engine (SSPL) is an optional dependency and stays out: containers use a server.
RUN npm ci --omit=dev --omit=optional && npm cache clean --force
COPY config ./config
COPY public ./public
COPY views ./views
COPY --from=build /app/dist ./dist

USER node
EXPOSE 3000 9464
# Of the process itself: a database that is away must not get every container restarted.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.METRICS_PORT + '/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Not through npm, which does not pass SIGTERM on in every version.
CMD ["node", "dist/main.js"]
