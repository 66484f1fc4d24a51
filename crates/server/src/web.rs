//! The application: both faces behind one row of middleware, and its life from start to stop.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use actix_web::body::MessageBody;
use actix_web::dev::{ServerHandle, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Compress, Next, from_fn};
use actix_web::{App, Error, HttpRequest, HttpResponse, HttpServer, web};
use anyhow::Context as _;
use directory::Directory;
use http_edge::client::{TrustedProxies, remember};
use http_edge::failure::Failure;
use http_edge::quota::{Quotas, counted};
use http_edge::same_origin::guarded;
use http_edge::trace::{RequestSpan, tell_request_id};
use http_edge::validators::tagged;
use http_edge::visitor::Visitors;
use http_edge::{head, headers};
use pages::Pages;
use tracing_actix_web::TracingLogger;

use crate::config::Config;

/// A server that has its port and has not begun to answer.
pub(crate) struct Listening {
    listener: TcpListener,
    address: SocketAddr,
}

/// Addresses of the API outside its own folders.
const OUTSIDE: [&str; 4] = [
    "/.well-known/fingerpost",
    "/health/live",
    "/health/ready",
    "/metrics",
];

impl Listening {
    /// Takes the port.
    pub(crate) fn at(address: SocketAddr) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(address)
            .with_context(|| format!("{address} cannot be listened on; is something else there? `--listen 127.0.0.1:0` takes a free port"))?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address })
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Begins to answer. The server ends when its handle is told to, or the future is dropped.
    pub(crate) fn serve(
        self,
        config: &Config,
        directory: Arc<Directory>,
    ) -> anyhow::Result<(actix_web::dev::Server, ServerHandle)> {
        let public_url = config.public_url(self.address);
        let mut brand = config.brand.clone();
        if brand.base_url.is_none() {
            brand.base_url = public_url.parse().ok();
        }
        let proxies = TrustedProxies::parse(&config.server.trusted_proxies)?;
        let limits = &config.limits;
        let quotas = Quotas::new(
            limits.requests_per_minute,
            limits.burst,
            limits.key_requests_per_minute,
        );
        let visitors = Visitors::of(&public_url);
        let faces = Faces {
            https: public_url.starts_with("https:"),
            api: api::Context {
                directory: Arc::clone(&directory),
                public_url,
                visitors: visitors.clone(),
            },
            pages: Pages::new(directory, brand, visitors.clone()),
            visitors,
            proxies,
            quotas,
        };
        let mut server = HttpServer::new(move || application(faces.clone()))
            .listen(self.listener)?
            .disable_signals()
            .shutdown_timeout(config.server.stop_within);
        if config.server.workers > 0 {
            server = server.workers(config.server.workers);
        }
        let server = server.run();
        let handle = server.handle();
        Ok((server, handle))
    }
}

/// What the application is made of.
#[derive(Clone)]
struct Faces {
    https: bool,
    api: api::Context,
    pages: Pages,
    visitors: Visitors,
    proxies: TrustedProxies,
    quotas: Quotas,
}

fn application(
    faces: Faces,
) -> App<
    impl actix_web::dev::ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    let Faces {
        https,
        api,
        pages,
        visitors,
        proxies,
        quotas,
    } = faces;
    let directory = Arc::clone(&api.directory);
    App::new()
        .wrap(from_fn(tagged))
        .wrap(Compress::default())
        .wrap(from_fn(move |request, next| {
            guarded(visitors.clone(), dress, request, next)
        }))
        .wrap(from_fn(move |request: ServiceRequest, next| {
            remember(&request, &proxies);
            guard(quotas.clone(), Arc::clone(&directory), request, next)
        }))
        .wrap(headers::security(https))
        .wrap(from_fn(headers::framing))
        .wrap(from_fn(head::as_get))
        .wrap(from_fn(tell_request_id))
        .wrap(TracingLogger::<RequestSpan>::new())
        .configure(move |config| api::configure(config, api))
        .service(web::scope("/api").default_service(web::to(api::no_such_route)))
        .service(web::scope("/oruk").default_service(web::to(api::no_such_route)))
        .service(web::scope("/fhir").default_service(web::to(api::no_such_route)))
        .service(web::scope("/aliss").default_service(web::to(api::no_such_route)))
        .configure(|config| {
            for path in OUTSIDE {
                config.service(web::resource(path).to(api::no_such_route));
            }
        })
        .configure(move |config| pages::configure(config, pages))
}

/// Assets and health checks are not counted.
async fn guard<B: MessageBody + 'static>(
    quotas: Quotas,
    directory: Arc<Directory>,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse, Error> {
    let path = request.path();
    if path.starts_with("/assets/") || path.starts_with("/health/") || path == "/metrics" {
        return next
            .call(request)
            .await
            .map(ServiceResponse::map_into_boxed_body);
    }
    counted(&quotas, &directory, dress, request, next).await
}

/// A refusal in the manner of the face that was asked.
fn dress(request: &HttpRequest, failure: &Failure) -> HttpResponse {
    if ["/api/", "/oruk/", "/aliss/", "/fhir/", "/.well-known/"]
        .iter()
        .any(|face| request.path().starts_with(face))
    {
        api::refuse(request, failure)
    } else {
        pages::dress(request, failure)
    }
}
