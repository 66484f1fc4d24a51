# Short names for the commands of the README. Each runs exactly what it shows.

# List the recipes.
default:
    @just --list

# Crawl the fixture feeds, serve on http://127.0.0.1:8080 and stop with Ctrl-C.
demo *arguments:
    cargo run --release -- demo {{ arguments }}

# The whole check, as continuous integration runs it.
test:
    cargo xtask test

# Format every Rust file.
fmt:
    cargo fmt --all

# Write openapi/fingerpost.json as the code now is.
openapi:
    cargo xtask openapi

# Write the feeds under fixtures/ that the demo serves.
fixtures:
    cargo xtask fixtures

# Build the style sheet and the script of the pages (needs Node).
frontend:
    cd crates/pages/frontend && npm ci && npm run build

# Measure parsing, folding, indexing and searching.
bench *arguments:
    cargo bench --workspace --benches {{ arguments }}
