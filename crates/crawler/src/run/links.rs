//! Where the pages of a run lead, and whether its pagers still say anything new.

use formats::{Link, LinkKind};
use url::Url;

use super::Walk;

/// List pages in a row without an item or a new link to one, after which a pager is taken for endless.
const STALE_LISTS: u32 = 50;

impl Walk<'_> {
    /// A page is done: where it leads, and whether its pager still says anything new.
    pub(super) fn go_on(&mut self, kind: LinkKind, hash: &str, links: Vec<Link>, has_items: bool) {
        if kind == LinkKind::Detail {
            self.follow(links);
            return;
        }
        let leads_on = leads_on(&links);
        if leads_on {
            self.list_hashes.insert(hash.to_owned());
        }
        let new_details = self.follow(links);
        self.stale_lists = if new_details || has_items {
            0
        } else {
            self.stale_lists + 1
        };
        if leads_on && self.stale_lists >= STALE_LISTS {
            let detail = format!("{STALE_LISTS} list pages in a row said nothing new");
            self.trouble(None, "page-loop", detail);
            self.frontier.drop_lists();
        }
    }

    /// Queues what links lead to; true when there was a detail page, or a word for one, among it that
    /// was not known.
    fn follow(&mut self, links: Vec<Link>) -> bool {
        let mut news = false;
        for mut link in links {
            let is_detail = link.kind == LinkKind::Detail;
            if self.is_ours(&link.url) {
                if let Some(assembling) = self.assembling.as_mut().filter(|_| !is_detail) {
                    link.url = assembling.taken_up_at(&link.url);
                }
                news |= self.frontier.add(link) && is_detail;
                continue;
            }
            let detail = "left out: the link leads to another host; name it under `hosts` if it belongs to the source";
            if self.assembling.is_some() {
                // A feed that is not read is a piece that is missing from every service.
                self.trouble(Some(&link.url), "other-host", detail.to_owned());
            } else {
                self.note(Some(&link.url), "other-host", detail.to_owned());
            }
        }
        news
    }

    /// A feed of changes leads on to a page that was not read before, or it has no end.
    pub(super) fn follow_feed(&mut self, links: Vec<Link>) {
        for link in links {
            if !self.is_ours(&link.url) {
                let detail = "the feed leads to another host; name it under `hosts` if it belongs to the source";
                self.trouble(Some(&link.url), "other-host", detail.to_owned());
            } else if !self.frontier.add(link.clone()) {
                let detail = "the feed leads back to a page of it that was read before";
                self.trouble(Some(&link.url), "page-loop", detail.to_owned());
            }
        }
    }

    /// Where an address that the source begins with gives nothing, its reader may know of another.
    pub(super) fn look_elsewhere(&mut self, url: &str) -> bool {
        if !self.config.addresses.iter().any(|first| first == url) {
            return false;
        }
        let Some(other) = self.reader.elsewhere(url) else {
            return false;
        };
        if !self.elsewhere.insert(other.clone()) {
            return false;
        }
        self.frontier.add(list_link(other))
    }

    /// Whether a list that leads on is, byte for byte, one that was read before.
    pub(super) fn turns_in_a_circle(&self, kind: LinkKind, hash: &str, links: &[Link]) -> bool {
        kind == LinkKind::List && leads_on(links) && self.list_hashes.contains(hash)
    }

    fn is_ours(&self, url: &str) -> bool {
        Url::parse(url)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned))
            .is_some_and(|host| self.hosts.contains(&host))
    }
}

pub(super) fn list_link(url: String) -> Link {
    Link {
        url,
        kind: LinkKind::List,
        terms: Vec::new(),
        version: None,
    }
}

fn leads_on(links: &[Link]) -> bool {
    links.iter().any(|link| link.kind == LinkKind::List)
}
