# The service in a container. Two stages: packages with npm, then only what runs.
#
#   docker build -t infusebridge .
#   docker run --rm infusebridge --help
#   docker run -v infusebridge:/data -v ./infusebridge.yaml:/data/infusebridge.yaml:ro -p 127.0.0.1:8080:8080 infusebridge

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
# The example configuration, which `start` shows where there is none.
COPY deploy/infusebridge.example.yaml /app/deploy/
# Numeric, so that an orchestrator can see that it is not root. Nothing under /app belongs to it.
RUN mkdir /data && chown 1000:1000 /data
USER 1000:1000
# State lies in the working directory: /data/data for the service.
VOLUME /data
WORKDIR /data
# Inside a container only its own network sees this; what is published is decided outside.
ENV INFUSEBRIDGE_HOST=0.0.0.0
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT ?? 8080}/livez`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning", "/app/src/main.ts"]
CMD ["start"]
