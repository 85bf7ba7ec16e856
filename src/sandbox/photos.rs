//! Photos as Telegram keeps them: turned upright, scaled to at most 1280 pixels, re-coded as JPEG in several sizes.

use std::io::Cursor;
use std::sync::{Mutex, PoisonError};

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageReader, Rgb, RgbImage};

/// One size of a photo.
#[derive(Debug)]
pub struct Size {
    pub width: u32,
    pub height: u32,
    pub jpeg: Vec<u8>,
}

#[derive(Debug, thiserror::Error)]
pub enum NotAPhoto {
    #[error("it is no picture of a known kind")]
    Unreadable(#[from] image::ImageError),
    #[error("its sides are longer than 10 000 pixels together, or one is more than 20 times the other")]
    Dimensions,
}

/// The longest sides that Telegram offers.
const SIDES: [u32; 4] = [90, 320, 800, 1280];
const QUALITY: u8 = 87;

/// All sizes, the smallest first; a picture is never made larger.
pub fn sizes(bytes: &[u8]) -> Result<Vec<Size>, NotAPhoto> {
    // One after the other: a picture takes some hundred megabytes while it is worked on.
    static AT_WORK: Mutex<()> = Mutex::new(());
    let _at_work = AT_WORK.lock().unwrap_or_else(PoisonError::into_inner);
    let picture = upright(bytes)?;
    let (width, height) = (picture.width(), picture.height());
    let longest = width.max(height);
    let largest = longest.min(SIDES[SIDES.len() - 1]);
    let sides = SIDES.into_iter().filter(|side| *side < largest).chain([largest]);
    sides
        .map(|side| {
            let scaled = |length: u32| {
                let length = u64::from(length) * u64::from(side) / u64::from(longest);
                u32::try_from(length).unwrap_or(side).max(1)
            };
            let (width, height) = (scaled(width), scaled(height));
            let small = image::imageops::resize(&picture, width, height, FilterType::Triangle);
            let mut jpeg = Vec::new();
            JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(&small)?;
            Ok(Size { width, height, jpeg })
        })
        .collect()
}

/// Telegram's rule. A few kilobytes can claim any size, so it is asked before anything is decoded.
fn check_size((width, height): (u32, u32)) -> Result<(), NotAPhoto> {
    const MOST_TOGETHER: u64 = 10_000;
    const STEEPEST: u32 = 20;
    let (longest, shortest) = (width.max(height), width.min(height));
    let together = u64::from(width) + u64::from(height);
    if shortest == 0 || together > MOST_TOGETHER || longest > shortest.saturating_mul(STEEPEST) {
        return Err(NotAPhoto::Dimensions);
    }
    Ok(())
}

/// Decodes within bounds of memory, turns it as its camera says, and puts it on white.
fn upright(bytes: &[u8]) -> Result<RgbImage, NotAPhoto> {
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(image::ImageError::from)?;
    let mut limits = image::Limits::default();
    // The largest that the rule lets through: 5 000 times 5 000 pixels of 64 bits.
    limits.max_alloc = Some(200_000_000);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    check_size(decoder.dimensions())?;
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    if !picture.color().has_alpha() {
        return Ok(picture.into_rgb8());
    }
    let picture = picture.into_rgba8();
    Ok(RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0;
        let over_white = |part: u8| {
            let mixed = (u16::from(part) * u16::from(alpha) + 255 * (255 - u16::from(alpha))) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        Rgb([over_white(red), over_white(green), over_white(blue)])
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(width: u32, height: u32, expected: &[(u32, u32)]) {
        let mut png = Vec::new();
        let picture = DynamicImage::from(RgbImage::new(width, height));
        picture
            .write_to(&mut Cursor::new(&mut png), image::ImageFormat::Png)
            .unwrap();
        let sizes: Vec<_> = sizes(&png)
            .unwrap()
            .iter()
            .map(|size| (size.width, size.height))
            .collect();
        assert_eq!(sizes, expected);
    }

    #[test]
    fn a_photo_gets_telegrams_sizes_and_is_never_made_larger() {
        check(60, 40, &[(60, 40)]);
        check(320, 160, &[(90, 45), (320, 160)]);
        check(1000, 500, &[(90, 45), (320, 160), (800, 400), (1000, 500)]);
        check(1280, 1920, &[(60, 90), (213, 320), (533, 800), (853, 1280)]);
    }

    #[test]
    fn what_is_no_photo_is_refused() {
        assert!(matches!(sizes(b"no picture"), Err(NotAPhoto::Unreadable(_))));
        // Of these the heads alone are there: they are refused for what they claim, and never decoded.
        for (width, height) in [(9000, 2000), (2000, 9000), (2001, 100)] {
            let head = head(width, height);
            assert!(matches!(sizes(&head), Err(NotAPhoto::Dimensions)), "{width}x{height}");
        }
        assert!(matches!(sizes(&head(5000, 5000)), Err(NotAPhoto::Unreadable(_))));
    }

    /// The beginning of a grey PNG, up to where its pixels begin.
    fn head(width: u32, height: u32) -> Vec<u8> {
        let header = [
            &b"IHDR"[..],
            &width.to_be_bytes(),
            &height.to_be_bytes(),
            &[8, 0, 0, 0, 0],
        ]
        .concat();
        let check = !header.iter().fold(!0_u32, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
                (sum >> 1) ^ if sum & 1 == 1 { 0xedb8_8320 } else { 0 }
            })
        });
        [
            &b"\x89PNG\r\n\x1a\n\0\0\0\x0d"[..],
            &header,
            &check.to_be_bytes(),
            b"\0\0\xff\xffIDAT\x78\x9c",
        ]
        .concat()
    }
}
