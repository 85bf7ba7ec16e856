//! What a file holds, found out by its content. Strangers send it, so it is opened in a process of its own (`cli/inspect.rs`), with limits: a
//! bomb or a decoder's fault costs that process and nothing else.

use std::io::Cursor;

use image::{ImageDecoder as _, ImageFormat, ImageReader, Limits};

use crate::domain::files::{Inspected, PictureKind, Unfit};

/// More pixels are not decoded. Phones take 12 to 50 million; under 4 MB nothing readable has more.
const MOST_PIXELS: u64 = 40_000_000;
/// The most that a decoder may allocate.
const MOST_MEMORY: u64 = 400 * 1024 * 1024;

/// Looks at a file. A picture is read to its end, so that one that was cut is known.
pub fn inspect(bytes: &[u8]) -> Inspected {
    match picture(bytes) {
        Ok(found) => found,
        Err(unfit) => Inspected::Unfit(unfit),
    }
}

fn picture(bytes: &[u8]) -> Result<Inspected, Unfit> {
    if is_heic(bytes) {
        return Err(Unfit::Heic);
    }
    let format = image::guess_format(bytes).map_err(|_| Unfit::Other)?;
    let kind = match format {
        ImageFormat::Jpeg => PictureKind::Jpeg,
        ImageFormat::Png => PictureKind::Png,
        ImageFormat::Gif => PictureKind::Gif,
        _ => return Err(Unfit::Other),
    };
    let decoder = |limits: Option<Limits>| {
        let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
        match limits {
            Some(limits) => reader.limits(limits),
            None => reader.no_limits(),
        }
        reader.into_decoder().map_err(|_| Unfit::Broken)
    };
    // The head alone says how large it is: nothing is decoded before.
    let (width, height) = decoder(None)?.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(Unfit::TooManyPixels);
    }
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MOST_MEMORY);
    let decoder = decoder(Some(limits))?;
    let size = usize::try_from(decoder.total_bytes()).map_err(|_| Unfit::TooManyPixels)?;
    let mut pixels = vec![0; size];
    decoder.read_image(&mut pixels).map_err(|_| Unfit::Broken)?;
    // A decoder fills up what is missing of a JPEG; that it was cut is seen by its end.
    if kind == PictureKind::Jpeg && !ends_as_jpeg(bytes) {
        return Err(Unfit::Broken);
    }
    Ok(Inspected::Picture { kind, width, height })
}

/// The marker of its end stands near it: some cameras write a little behind it.
fn ends_as_jpeg(bytes: &[u8]) -> bool {
    const NEAR: usize = 64 * 1024;
    let tail = &bytes[bytes.len().saturating_sub(NEAR)..];
    tail.windows(2).any(|pair| pair == [0xff, 0xd9])
}

/// ISO base media files name their brand in the first box.
fn is_heic(bytes: &[u8]) -> bool {
    const BRANDS: [&[u8]; 6] = [b"heic", b"heix", b"heim", b"hevc", b"mif1", b"msf1"];
    bytes.get(4..8) == Some(b"ftyp") && bytes.get(8..12).is_some_and(|brand| BRANDS.contains(&brand))
}

#[cfg(test)]
mod tests {
    use image::{DynamicImage, Rgb, RgbImage};

    use super::*;

    fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let picture = RgbImage::from_fn(width, height, |x, y| Rgb([x as u8, y as u8, (x ^ y) as u8]));
        let mut bytes = Vec::new();
        DynamicImage::from(picture)
            .write_to(&mut Cursor::new(&mut bytes), format)
            .unwrap();
        bytes
    }

    /// A PNG's head that claims to be of that size.
    fn claims(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = encoded(8, 8, ImageFormat::Png);
        bytes[16..20].copy_from_slice(&width.to_be_bytes());
        bytes[20..24].copy_from_slice(&height.to_be_bytes());
        let crc = crc32(&bytes[12..29]);
        bytes[29..33].copy_from_slice(&crc.to_be_bytes());
        bytes
    }

    fn crc32(bytes: &[u8]) -> u32 {
        let mut crc = !0_u32;
        for byte in bytes {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
            }
        }
        !crc
    }

    #[test]
    fn a_file_is_what_its_content_is() {
        let picture = |kind, width, height| Inspected::Picture { kind, width, height };
        let jpeg = encoded(320, 200, ImageFormat::Jpeg);
        let cut = jpeg[..jpeg.len() / 2].to_vec();
        // A GIF that claims to be huge.
        let mut bomb = encoded(8, 8, ImageFormat::Gif);
        bomb[6..10].copy_from_slice(&[0xff; 4]);
        for (what, bytes, expected) in [
            ("a JPEG", jpeg, picture(PictureKind::Jpeg, 320, 200)),
            (
                "a PNG",
                encoded(30, 20, ImageFormat::Png),
                picture(PictureKind::Png, 30, 20),
            ),
            (
                "a GIF",
                encoded(30, 20, ImageFormat::Gif),
                picture(PictureKind::Gif, 30, 20),
            ),
            ("half a JPEG", cut, Inspected::Unfit(Unfit::Broken)),
            (
                "a text",
                "营业执照.jpg".as_bytes().to_vec(),
                Inspected::Unfit(Unfit::Other),
            ),
            ("nothing", Vec::new(), Inspected::Unfit(Unfit::Other)),
            (
                "50 megapixels",
                claims(10_000, 5_000),
                Inspected::Unfit(Unfit::TooManyPixels),
            ),
            ("a GIF bomb", bomb, Inspected::Unfit(Unfit::TooManyPixels)),
            (
                "a WebP",
                b"RIFF\x24\0\0\0WEBPVP8 ".to_vec(),
                Inspected::Unfit(Unfit::Other),
            ),
            (
                "a HEIC",
                b"\0\0\0\x18ftypheic\0\0\0\0".to_vec(),
                Inspected::Unfit(Unfit::Heic),
            ),
            (
                "a PNG without its picture",
                claims(30, 20)[..33].to_vec(),
                Inspected::Unfit(Unfit::Broken),
            ),
        ] {
            assert_eq!(inspect(&bytes), expected, "{what}");
        }
    }
}
