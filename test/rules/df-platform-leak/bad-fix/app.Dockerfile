FROM --platform=$BUILDPLATFORM docker.io/library/golang:1.24 AS build
ARG TARGETARCH
RUN GOARCH=$TARGETARCH go build -o /app .

FROM docker.io/library/alpine:3.20
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ df-platform-leak
COPY --from=build /app /usr/bin/app
