# The service in a container. Two stages: packages with npm, then only what runs.
#
#   docker build -t infusebridge .
#   docker run --rm infusebridge --help
#   docker run -v infusebridge:/data infusebridge COMMAND...

FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Optional packages carry a Node of their own, which this image already is.
RUN npm ci --omit=dev --omit=optional --ignore-scripts && npm cache clean --force

FROM node:24-bookworm-slim
ENV NODE_ENV=production
COPY --from=packages /app/node_modules /app/node_modules
COPY package.json LICENSE README.md /app/
COPY bin /app/bin
COPY src /app/src
COPY queues /app/queues
COPY mappings /app/mappings
# Numeric, so that an orchestrator can see that it is not root. Nothing under /app belongs to it.
RUN mkdir /data && chown 1000:1000 /data
USER 1000:1000
# State lies in the working directory: /data/data for the service.
VOLUME /data
WORKDIR /data
# Alive means that Node starts and the sources load.
HEALTHCHECK --interval=30s --timeout=10s --start-period=20s \
  CMD ["node", "--disable-warning=ExperimentalWarning", "/app/src/main.ts", "--help"]
ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning", "/app/src/main.ts"]
CMD ["--help"]
