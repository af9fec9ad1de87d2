# The production image: sources as they are, run by Node itself, with the packages of package-lock.json that are needed to run.
FROM node:26-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:26-bookworm-slim
ENV NODE_ENV=production XUEZHAN_CORE__DATA_DIR=/data
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json config.toml ./
COPY src src
COPY client client
# The user "node" of the official image, by number, so that Kubernetes can see that it is not root.
RUN mkdir /data && chown 1000:1000 /data
USER 1000:1000
VOLUME /data
EXPOSE 33251 12307 9000 9464
# No shell and no npm in between: the process gets the signals itself.
CMD ["node", "--disable-warning=ExperimentalWarning", "src/main.ts"]
