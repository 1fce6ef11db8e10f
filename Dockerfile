# The production image: one binary, and the files that its pages load.
#
#     docker build -t tenantry .
#     docker run --env-file .env -p 127.0.0.1:3000:3000 -v tenantry:/data tenantry            # serve
#     docker run --env-file .env tenantry migrate                                             # before the first serve, and after an update
#
# compose.yaml runs it together with a Postgres.

ARG DEBIAN=trixie
ARG RUST=1.96
ARG NODE=22

# --- tailwindcss, wasm-opt and the fonts, from npm ---
FROM node:${NODE}-${DEBIAN}-slim AS node
WORKDIR /app
COPY .npmrc package.json package-lock.json ./
RUN npm install --no-save

# --- cargo-leptos and wasm-bindgen; scripts/setup has the same versions ---
# In a stage of its own, so that a lock file with the same wasm-bindgen doesn't build the program again.
FROM debian:${DEBIAN}-slim AS wasm-bindgen-version
COPY Cargo.lock .
RUN sed -n '/^name = "wasm-bindgen"$/{n;s/version = "\(.*\)"/\1/p}' Cargo.lock > /wasm-bindgen-version

FROM rust:${RUST}-slim-${DEBIAN} AS tools
RUN rustup target add wasm32-unknown-unknown
ENV CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off
RUN cargo install cargo-leptos --version 0.3.11 --locked --features no_downloads
COPY --from=wasm-bindgen-version /wasm-bindgen-version /
RUN cargo install wasm-bindgen-cli --version "$(cat /wasm-bindgen-version)"

# --- the product ---
FROM rust:${RUST}-slim-${DEBIAN} AS build
RUN rustup target add wasm32-unknown-unknown
COPY --from=tools /usr/local/cargo/bin/cargo-leptos /usr/local/cargo/bin/wasm-bindgen /usr/local/cargo/bin/
COPY --from=node /usr/local/bin/node /usr/local/bin/
WORKDIR /app
COPY --from=node /app/node_modules node_modules
COPY . .
ENV PATH=/app/node_modules/.bin:$PATH CARGO_TARGET_DIR=/build SQLX_OFFLINE=true LEPTOS_TAILWIND_VERSION=v4.3.5
# hash.txt stands beside the binary: it tells which hashes are in the names of the files in site.
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/build \
    cargo leptos build --release --precompress --cargo-locked \
    && mkdir -p /out/bin \
    && cp /build/release/tenantry /build/release/hash.txt /out/bin/ \
    && cp -r target/site /out/site

# --- what runs ---
FROM debian:${DEBIAN}-slim
RUN useradd --system --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin tenantry \
    && install -d -o tenantry -g tenantry -m 700 /data /data/storage
COPY --from=build /out /app
ENV TENANTRY_ENV=production \
    LISTEN=0.0.0.0:3000 \
    STORAGE_URL=file:///data/storage \
    LEPTOS_ENV=PROD \
    LEPTOS_SITE_ROOT=/app/site \
    LEPTOS_HASH_FILES=true
USER tenantry
WORKDIR /app
VOLUME /data
EXPOSE 3000
# By bash alone, so that the image needs no curl. It asks whether the process lives, not whether the database does:
# restarting this wouldn't mend that one.
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${LISTEN##*:} && printf 'GET /healthz HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200'"]
ENTRYPOINT ["/app/bin/tenantry"]
CMD ["serve"]
