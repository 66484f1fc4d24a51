//! Gzip as an origin sends it: honest, and as a bomb.
//!
//! Enough of RFC 1951 and 1952 to play a server; nothing here unpacks.

/// The largest stored block, in bytes.
const BLOCK: usize = 65_535;

/// Packs bytes without making them smaller.
#[must_use]
pub fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut packed = header();
    let mut blocks = bytes.chunks(BLOCK).peekable();
    if bytes.is_empty() {
        packed.extend([1, 0, 0, 0xff, 0xff]);
    }
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        packed.push(u8::from(blocks.peek().is_none()));
        packed.extend(length.to_le_bytes());
        packed.extend((!length).to_le_bytes());
        packed.extend(block);
    }
    packed.extend(crc32fast::hash(bytes).to_le_bytes());
    packed.extend(u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
    packed
}

/// A small body that unpacks to at least `bytes` spaces, about 159 times its size. It has no end:
/// whoever unpacks it all has already lost.
#[must_use]
pub fn bomb(bytes: usize) -> Vec<u8> {
    let mut bits = Bits {
        bytes: header(),
        held: 0,
        count: 0,
    };
    // The last block, with the fixed codes.
    bits.push(0b1, 1);
    bits.push(0b01, 2);
    // A space, then again and again 258 times the byte before (length code 285, distance code 0).
    bits.push_code(0x30 + u32::from(b' '), 8);
    for _ in 0..bytes.div_ceil(258) {
        bits.push_code(0b1100_0101, 8);
        bits.push_code(0, 5);
    }
    bits.bytes
}

fn header() -> Vec<u8> {
    vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
}

/// Writes bits, the lowest of a byte first.
struct Bits {
    bytes: Vec<u8>,
    held: u8,
    count: u32,
}

impl Bits {
    fn push(&mut self, value: u32, width: u32) {
        for at in 0..width {
            self.held |= u8::from(value >> at & 1 == 1) << self.count;
            self.count += 1;
            if self.count == 8 {
                self.bytes.push(self.held);
                (self.held, self.count) = (0, 0);
            }
        }
    }

    /// A Huffman code, whose highest bit comes first.
    fn push_code(&mut self, code: u32, width: u32) {
        for at in (0..width).rev() {
            self.push(code >> at & 1, 1);
        }
    }
}
