//! The scheme in use, and those by whose versions something was once answered.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use domain::kitemark::Scheme;

use super::read_scheme;
use crate::{Directory, Error};

/// The scheme that is shipped.
pub(super) const LIGHT_TOUCH: &str =
    include_str!("../../../../../fixtures/kitemark/light-touch.toml");

static BUILT_IN: LazyLock<Arc<Scheme>> = LazyLock::new(|| {
    let scheme = read_scheme("light-touch.toml", LIGHT_TOUCH);
    Arc::new(scheme.expect("the scheme that is built in was tested"))
});

/// The scheme in use, and those of before that were asked for.
#[derive(Debug)]
pub(crate) struct Schemes {
    current: Arc<Scheme>,
    kept: RwLock<HashMap<(String, u32), Arc<Scheme>>>,
}

impl Default for Schemes {
    fn default() -> Self {
        Self::of(Arc::clone(&BUILT_IN))
    }
}

impl Schemes {
    fn of(current: Arc<Scheme>) -> Self {
        Self {
            current,
            kept: RwLock::default(),
        }
    }
}

impl Directory {
    /// Assesses by another scheme than the one that is shipped.
    #[must_use]
    pub fn with_kitemark(mut self, scheme: Scheme) -> Self {
        self.schemes = Schemes::of(Arc::new(scheme));
        self
    }

    /// The scheme by which new applications are made.
    #[must_use]
    pub fn kitemark_scheme(&self) -> Arc<Scheme> {
        Arc::clone(&self.schemes.current)
    }

    /// A version of a scheme: the one in use, or one by which somebody once applied.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn kitemark_scheme_of(&self, id: &str, version: u32) -> Result<Arc<Scheme>, Error> {
        let current = &self.schemes.current;
        if current.id == id && current.version == version {
            return Ok(Arc::clone(current));
        }
        let key = (id.to_owned(), version);
        let kept = &self.schemes.kept;
        let known = kept
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&key)
            .cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let scheme = self.store.kept_scheme(id, version).await?;
        let scheme = scheme.map(Arc::new).ok_or_else(|| Error::NotFound {
            what: "kitemark scheme",
            name: format!("{id} version {version}"),
        })?;
        kept.write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key, Arc::clone(&scheme));
        Ok(scheme)
    }

    /// Whether the scheme in use is the one that its version stood for before.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it was altered without another version.
    pub async fn check_kitemark_scheme(&self) -> Result<(), Error> {
        let current = &self.schemes.current;
        let kept = self.store.kept_scheme(&current.id, current.version).await?;
        match kept {
            Some(kept) if kept != **current => Err(altered(current)),
            _ => Ok(()),
        }
    }
}

/// A version that groups have answered must not be altered.
pub(super) fn altered(scheme: &Scheme) -> Error {
    Error::Conflict(format!(
        "the kitemark scheme {} has changed, and groups have answered its version {}: give it the \
         version {}",
        scheme.id,
        scheme.version,
        scheme.version + 1
    ))
}

#[cfg(test)]
mod tests {
    use domain::kitemark::answers::asked;
    use domain::kitemark::{Answers, Group};

    use super::BUILT_IN;

    #[test]
    fn the_scheme_that_is_shipped_asks_a_tiny_group_less() {
        let count = |tiny, hosted| {
            let group = Group { tiny, hosted };
            asked(&BUILT_IN, &Answers::new(), group).len()
        };
        assert!(count(true, false) + 3 <= count(false, false));
        assert!(count(true, true) + 2 <= count(true, false));
    }
}
