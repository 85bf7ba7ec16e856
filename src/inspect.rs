//! What a file holds, found out by its content. Strangers send it, so it is opened in a process of its own (`cli/inspect.rs`), with limits: a
//! bomb or a decoder's fault costs that process and nothing else.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use crate::domain::files::{Inspected, LARGEST, LEAST_PIXELS, PictureKind, Unfit};

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
    let (kind, decoder) = opened(bytes)?;
    let (width, height) = decoder.dimensions();
    let size = usize::try_from(decoder.total_bytes()).map_err(|_| Unfit::TooManyPixels)?;
    let mut pixels = vec![0; size];
    decoder.read_image(&mut pixels).map_err(|_| Unfit::Broken)?;
    is_whole(kind, bytes)?;
    Ok(Inspected::Picture { kind, width, height })
}

/// A file that may be a picture of a kind and size that are taken; nothing of it is decoded yet.
fn opened(bytes: &[u8]) -> Result<(PictureKind, impl ImageDecoder + '_), Unfit> {
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
    Ok((kind, decoder(Some(limits))?))
}

/// A decoder fills up what is missing of a JPEG; that it was cut is seen by its end.
fn is_whole(kind: PictureKind, bytes: &[u8]) -> Result<(), Unfit> {
    match kind {
        PictureKind::Jpeg if !ends_as_jpeg(bytes) => Err(Unfit::Broken),
        _ => Ok(()),
    }
}

/// What is kept of a photo of a person: a JPEG that stands upright, is not larger than anybody needs, and holds nothing besides the picture.
/// What cameras write beside it (when and where it was taken, by what) is gone.
pub fn fit(bytes: &[u8]) -> (Inspected, Vec<u8>) {
    match fitted(bytes) {
        Ok(found) => found,
        Err(unfit) => (Inspected::Unfit(unfit), Vec::new()),
    }
}

/// The longer side of what is kept.
const LONGEST_SIDE: u32 = 2_560;
/// Tried in turn, until it is small enough.
const QUALITIES: [u8; 4] = [92, 80, 65, 45];

fn fitted(bytes: &[u8]) -> Result<(Inspected, Vec<u8>), Unfit> {
    let (kind, mut decoder) = opened(bytes)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut photo = DynamicImage::from_decoder(decoder).map_err(|_| Unfit::Broken)?;
    is_whole(kind, bytes)?;
    photo.apply_orientation(orientation);
    let (longer, shorter) = (photo.width().max(photo.height()), photo.width().min(photo.height()));
    if longer < LEAST_PIXELS.0 || shorter < LEAST_PIXELS.1 {
        return Err(Unfit::TooSmall);
    }
    // Never below what is wanted, however long it is.
    let by = f64::from(LONGEST_SIDE) / f64::from(longer);
    let by = by.max(f64::from(LEAST_PIXELS.1) / f64::from(shorter));
    if by < 1.0 {
        let side = |side: u32| (f64::from(side) * by).round() as u32;
        photo = photo.resize_exact(side(photo.width()), side(photo.height()), FilterType::Triangle);
    }
    let photo = photo.to_rgb8();
    for quality in QUALITIES {
        let mut kept = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut kept, quality);
        encoder.encode_image(&photo).map_err(|_| Unfit::Broken)?;
        if (kept.len() as u64) < LARGEST {
            let found = Inspected::Picture {
                kind: PictureKind::Jpeg,
                width: photo.width(),
                height: photo.height(),
            };
            return Ok((found, kept));
        }
    }
    Err(Unfit::TooLarge)
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
    use image::{Rgb, RgbImage};

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

    /// What a phone that was held on its side writes into a JPEG: turn it by a quarter, and where it was taken.
    fn with_exif(jpeg: &[u8]) -> Vec<u8> {
        let entry = |tag: u16, kind: u16, count: u32, value: u32| {
            let mut bytes = tag.to_le_bytes().to_vec();
            bytes.extend(kind.to_le_bytes());
            bytes.extend(count.to_le_bytes());
            bytes.extend(value.to_le_bytes());
            bytes
        };
        let mut tiff = b"II*\0\x08\0\0\0".to_vec();
        tiff.extend(2_u16.to_le_bytes());
        tiff.extend(entry(0x0112, 3, 1, 6));
        tiff.extend(entry(0x8825, 4, 1, 38));
        tiff.extend(0_u32.to_le_bytes());
        // The part about the place: a day, and the latitude's letter.
        tiff.extend(2_u16.to_le_bytes());
        tiff.extend(entry(0x0001, 2, 2, u32::from(b'N')));
        tiff.extend(entry(0x001d, 2, 11, 68));
        tiff.extend(0_u32.to_le_bytes());
        tiff.extend(b"2026:03:02\0");
        let mut segment = b"Exif\0\0".to_vec();
        segment.extend(tiff);
        let mut bytes = jpeg[..2].to_vec();
        bytes.extend([0xff, 0xe1]);
        bytes.extend(u16::try_from(segment.len() + 2).unwrap().to_be_bytes());
        bytes.extend(segment);
        bytes.extend(&jpeg[2..]);
        bytes
    }

    fn holds(bytes: &[u8], what: &[u8]) -> bool {
        bytes.windows(what.len()).any(|window| window == what)
    }

    #[test]
    fn a_photo_is_turned_upright_and_tells_nothing_besides() {
        let sent = with_exif(&encoded(900, 700, ImageFormat::Jpeg));
        assert!(holds(&sent, b"Exif") && holds(&sent, b"2026:03:02"));
        let (found, kept) = fit(&sent);
        // What was wide stands.
        let (kind, width, height) = (PictureKind::Jpeg, 700, 900);
        assert_eq!(found, Inspected::Picture { kind, width, height });
        assert_eq!(inspect(&kept), found);
        assert!(!holds(&kept, b"Exif") && !holds(&kept, b"2026:03:02"));
        let corner = |bytes: &[u8], x: u32, y: u32| {
            let photo = image::load_from_memory(bytes).unwrap().to_rgb8();
            photo.get_pixel(x, y).0.map(i32::from)
        };
        // Its lower left corner has become its upper left one.
        let (before, after) = (corner(&sent, 2, 697), corner(&kept, 2, 2));
        let differs = std::iter::zip(before, after)
            .map(|(one, other)| (one - other).abs())
            .max();
        assert!(differs < Some(48), "{before:?} {after:?}");
    }

    #[test]
    fn a_photo_is_fitted() {
        let jpeg = |width, height| encoded(width, height, ImageFormat::Jpeg);
        let kept = |width, height| Inspected::Picture {
            kind: PictureKind::Jpeg,
            width,
            height,
        };
        let too_small = Inspected::Unfit(Unfit::TooSmall);
        let half = jpeg(900, 700)[..9000].to_vec();
        for (what, bytes, expected) in [
            ("just large enough", jpeg(800, 600), kept(800, 600)),
            ("held upright", jpeg(600, 800), kept(600, 800)),
            ("too low", jpeg(800, 599), too_small.clone()),
            ("too narrow", jpeg(799, 799), too_small.clone()),
            ("a thumbnail", jpeg(90, 67), too_small),
            ("a PNG", encoded(1000, 800, ImageFormat::Png), kept(1000, 800)),
            ("a large one", jpeg(5120, 3840), kept(2560, 1920)),
            ("a very long one", jpeg(6000, 700), kept(5143, 600)),
            ("half of one", half, Inspected::Unfit(Unfit::Broken)),
            ("no picture", b"photo.jpg".to_vec(), Inspected::Unfit(Unfit::Other)),
        ] {
            let (found, bytes) = fit(&bytes);
            assert_eq!(found, expected, "{what}");
            assert_eq!(bytes.is_empty(), matches!(found, Inspected::Unfit(_)), "{what}");
            assert!((bytes.len() as u64) < LARGEST, "{what}");
        }
    }
}
