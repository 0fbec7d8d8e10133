//! Archives made octet by octet, as honest programs never write them.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

/// A file of an archive, with all that is said of it in either place.
#[derive(Clone, Debug)]
pub struct Entry {
    pub local_name: Vec<u8>,
    pub central_name: Vec<u8>,
    /// The octets as they stand in the archive.
    pub data: Vec<u8>,
    pub method: u16,
    pub flags: u16,
    pub crc: u32,
    pub local_packed: u32,
    pub packed: u32,
    pub size: u32,
    pub extra: Vec<u8>,
    /// Whether the archive has it in the place: with a local header, in the directory.
    pub is_local: bool,
    pub is_central: bool,
}

impl Entry {
    /// A stored file that both places agree on.
    pub fn stored(name: &str, data: &[u8]) -> Entry {
        let size = u32::try_from(data.len()).unwrap();
        Entry {
            local_name: name.as_bytes().to_vec(),
            central_name: name.as_bytes().to_vec(),
            data: data.to_vec(),
            method: 0,
            flags: 0,
            crc: crc32fast::hash(data),
            local_packed: size,
            packed: size,
            size,
            extra: Vec::new(),
            is_local: true,
            is_central: true,
        }
    }

    pub fn local(&self) -> Vec<u8> {
        let mut out = b"PK\x03\x04\x14\x00".to_vec();
        for field in [self.flags, self.method, 0, 0] {
            out.extend_from_slice(&field.to_le_bytes());
        }
        for field in [self.crc, self.local_packed, self.size] {
            out.extend_from_slice(&field.to_le_bytes());
        }
        out.extend_from_slice(&u16::try_from(self.local_name.len()).unwrap().to_le_bytes());
        out.extend_from_slice(&0u16.to_le_bytes());
        [out.as_slice(), &self.local_name, &self.data].concat()
    }

    pub fn central(&self, offset: u32) -> Vec<u8> {
        let mut out = b"PK\x01\x02\x14\x00\x14\x00".to_vec();
        for field in [self.flags, self.method, 0, 0] {
            out.extend_from_slice(&field.to_le_bytes());
        }
        for field in [self.crc, self.packed, self.size] {
            out.extend_from_slice(&field.to_le_bytes());
        }
        for length in [self.central_name.len(), self.extra.len(), 0, 0, 0] {
            out.extend_from_slice(&u16::try_from(length).unwrap().to_le_bytes());
        }
        out.extend_from_slice(&0u32.to_le_bytes());
        out.extend_from_slice(&offset.to_le_bytes());
        [out.as_slice(), &self.central_name, &self.extra].concat()
    }
}

/// The end record of a directory of `entries` files.
pub fn end(entries: u16, size: usize, offset: usize) -> Vec<u8> {
    let mut out = b"PK\x05\x06\0\0\0\0".to_vec();
    out.extend_from_slice(&[entries.to_le_bytes(), entries.to_le_bytes()].concat());
    out.extend_from_slice(&u32::try_from(size).unwrap().to_le_bytes());
    out.extend_from_slice(&u32::try_from(offset).unwrap().to_le_bytes());
    [out.as_slice(), &[0, 0]].concat()
}

/// The archive of `entries`.
pub fn archive(entries: &[Entry]) -> Vec<u8> {
    let (mut files, mut directory, mut count) = (Vec::new(), Vec::new(), 0);
    for entry in entries {
        if entry.is_central {
            directory.extend(entry.central(u32::try_from(files.len()).unwrap()));
            count += 1;
        }
        if entry.is_local {
            files.extend(entry.local());
        }
    }
    let end = end(count, directory.len(), files.len());
    [files, directory, end].concat()
}

/// An honest archive, by the `zip` crate.
pub fn honest(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, octets) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(octets).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Packed by deflate alone.
pub fn deflated(octets: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(octets).unwrap();
    writer.finish().unwrap()
}

/// A gzip file.
pub fn gzipped(octets: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(octets).unwrap();
    writer.finish().unwrap()
}
