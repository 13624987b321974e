#!/usr/bin/env python3
"""Writes test/fixtures/images: tiny image files, broken ones among them, and the pixels that Pillow or OpenCV read.

The files are committed; run this only to change them. Needs Pillow (with AVIF), numpy and opencv-python.
JPEG expectations are raw bytes (<name>.raw) for the native tests, the others are arrays in expected.json.
"""
import io
import json
import pathlib
import struct
import zlib

import cv2
import numpy as np
from PIL import Image, ImageOps

OUT = pathlib.Path(__file__).resolve().parent.parent / 'test' / 'fixtures' / 'images'
EXPECTED = {}


def gradient(height, width, channels, top=255):
    """A smooth picture without any symmetry, so that a wrong turn or a swapped channel shows."""
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(channels), indexing='ij')
    values = (x / width * (c + 1) / channels + (y / height) ** 2) / 2
    return np.round(values * top).astype(np.uint8 if top == 255 else np.uint16)


def noisy(height, width, channels):
    return np.random.default_rng(7).integers(0, 256, (height, width, channels), dtype=np.uint8)


def squeeze(array):
    return array[..., 0] if array.shape[2] == 1 else array


def write(name, data):
    (OUT / name).write_bytes(data)
    return data


def encode(image, image_format, **options):
    buffer = io.BytesIO()
    image.save(buffer, image_format, **options)
    return buffer.getvalue()


def read(data, mode=None):
    image = Image.open(io.BytesIO(data))
    array = np.asarray(image.convert(mode) if mode else image)
    return array if array.ndim == 3 else array[..., None]


def expect(name, array):
    EXPECTED[name] = {'shape': list(array.shape), 'dtype': str(array.dtype), 'data': array.ravel().tolist()}


def make_jpegs():
    image = Image.fromarray(gradient(21, 33, 3))
    baseline = write('baseline.jpg', encode(image, 'JPEG', quality=90))
    write('baseline.raw', read(baseline).tobytes())
    write('baseline-luma.raw', read(baseline, 'L').tobytes())
    progressive = write('progressive.jpg', encode(image, 'JPEG', quality=90, progressive=True))
    write('progressive.raw', read(progressive).tobytes())
    gray = write('gray.jpg', encode(Image.fromarray(squeeze(gradient(21, 33, 1))), 'JPEG', quality=90))
    write('gray.raw', read(gray).tobytes())
    cmyk = write('cmyk.jpg', encode(Image.fromarray(gradient(21, 33, 4), 'CMYK'), 'JPEG', quality=95))
    write('cmyk.raw', read(cmyk, 'RGB').tobytes())

    stored = Image.fromarray(gradient(7, 11, 3))
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        data = write(f'exif-{orientation}.jpg', encode(stored, 'JPEG', quality=95, exif=exif))
        upright = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
        write(f'exif-{orientation}.raw', np.asarray(upright).tobytes())


def make_broken_jpegs():
    full = encode(Image.fromarray(noisy(48, 64, 3)), 'JPEG', quality=80)
    write('truncated.jpg', full[:len(full) // 2])
    scan = full.index(b'\xff\xda')
    write('header-only.jpg', full[:scan])
    damaged = bytearray(full)
    middle = (scan + len(full)) // 2
    damaged[middle:middle + 100] = np.random.default_rng(3).integers(0, 255, 100, dtype=np.uint8).tobytes()
    write('corrupt-scan.jpg', bytes(damaged))
    write('empty.jpg', b'')
    write('text.jpg', b'This is not a picture.\n')


def png_chunk(kind, data):
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))


def make_pngs():
    for name, channels in [('gray', 1), ('gray-alpha', 2), ('rgb', 3), ('rgba', 4)]:
        data = write(f'{name}.png', encode(Image.fromarray(squeeze(noisy(5, 7, channels))), 'PNG'))
        expect(f'{name}.png', read(data))
    write('png-named.jpg', (OUT / 'rgb.png').read_bytes())
    expect('rgb.png luma', read((OUT / 'rgb.png').read_bytes(), 'L'))

    palette = Image.fromarray(noisy(5, 7, 3)).quantize(9)
    expect('palette.png', read(write('palette.png', encode(palette, 'PNG')), 'RGB'))
    palette.info['transparency'] = bytes([0, 100, 255])
    clear = write('palette-alpha.png', encode(palette, 'PNG', transparency=bytes([0, 100, 255])))
    expect('palette-alpha.png', read(clear, 'RGBA'))
    bits = Image.fromarray(squeeze(noisy(5, 7, 1)) > 127)
    expect('one-bit.png', read(write('one-bit.png', encode(bits, 'PNG')), 'L'))

    deep = gradient(5, 7, 3, 65535)
    write('rgb16.png', cv2.imencode('.png', deep[..., ::-1])[1].tobytes())
    expect('rgb16.png', deep)
    deep_gray = gradient(5, 7, 1, 65535)
    write('gray16.png', cv2.imencode('.png', deep_gray)[1].tobytes())
    expect('gray16.png', deep_gray)

    exif = Image.Exif()
    exif[0x0112] = 6
    turned = write('exif-6.png', encode(Image.fromarray(noisy(5, 7, 3)), 'PNG', exif=exif))
    expect('exif-6.png', np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(turned)))))


def make_broken_pngs():
    full = encode(Image.fromarray(noisy(40, 40, 3)), 'PNG')
    start = full.index(b'IDAT')
    damaged = bytearray(full)
    damaged[-16] ^= 0xff  # the checksum of the last IDAT; IEND takes the last 12 bytes
    write('bad-crc.png', bytes(damaged))
    write('cut-idat.png', full[:start + 1000])
    header = struct.pack('>IIBBBBB', 60000, 60000, 8, 2, 0, 0, 0)
    body = png_chunk(b'IHDR', header) + png_chunk(b'IDAT', zlib.compress(b'\0' * 64)) + png_chunk(b'IEND', b'')
    write('huge-header.png', b'\x89PNG\r\n\x1a\n' + body)


def make_others():
    rgb, rgba = noisy(5, 7, 3), noisy(5, 7, 4)
    rgba[..., 3] |= 1  # WebP may forget the colour of fully clear pixels
    expect('lossless.webp', read(write('lossless.webp', encode(Image.fromarray(rgba), 'WEBP', lossless=True))))
    avif = write('smooth.avif', encode(Image.fromarray(gradient(16, 24, 3)), 'AVIF', quality=90))
    expect('smooth.avif', read(avif, 'RGB'))
    expect('rgb.tif', read(write('rgb.tif', encode(Image.fromarray(rgb), 'TIFF'))))
    deep = gradient(5, 7, 3, 65535)
    write('rgb16.tif', cv2.imencode('.tif', deep[..., ::-1])[1].tobytes())
    expect('rgb16.tif', deep)
    write('float.tif', cv2.imencode('.tif', gradient(5, 7, 3).astype(np.float32))[1].tobytes())
    write('cmyk.tif', encode(Image.fromarray(gradient(5, 7, 4), 'CMYK'), 'TIFF'))
    write('rgb.bmp', encode(Image.fromarray(rgb), 'BMP'))
    frames = [Image.new('RGB', (7, 5), colour) for colour in ['#c83214', '#1432c8', '#14c832']]
    animated = write('animated.gif', encode(frames[0], 'GIF', save_all=True, append_images=frames[1:]))
    expect('animated.gif', read(animated, 'RGB'))
    write('animated.webp', encode(frames[0], 'WEBP', save_all=True, append_images=frames[1:], lossless=True))
    expect('animated.webp', np.asarray(frames[0]))
    write('drawing.svg', b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>\n')


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    make_jpegs()
    make_broken_jpegs()
    make_pngs()
    make_broken_pngs()
    make_others()
    lines = ',\n'.join(f'{json.dumps(name)}: {json.dumps(value)}' for name, value in EXPECTED.items())
    (OUT / 'expected.json').write_text('{\n' + lines + '\n}\n')


main()
