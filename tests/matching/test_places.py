"""A place's name means an area only as far as it is certain which."""

import pytest
from django.conf import settings

from matching import places
from matching.places import area_of, plain_place

needs_list = pytest.mark.skipif(not settings.AREAS_FILE.is_file(), reason="`make setup` fetches the list of areas")


@needs_list
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("广东省广州市天河区", "440106"),
        ("广州·天河区", "440106"),
        ("北京市朝阳区", "110105"),
        ("上海市浦东新区", "310115"),
        ("义乌", "330782"),
        ("保亭县", "469029"),
        ("黔东南", "522600"),
        ("黔东南州", "522600"),
        ("吉林市", "220200"),
        ("吉林", "220000"),  # the province, unless it says city
        ("第八师石河子市", "659001"),
        ("塔城地区裕民县", "654225"),
        ("广州、深圳", "440100"),  # the first of two
    ],
)
def test_a_place_is_found_as_deep_as_it_is_named(text, code):
    assert area_of(text) == code


@pytest.mark.parametrize("text", ["朝阳区", "鼓楼区", "和平", "长安", "老工业基地", "粤港澳", "市辖区", "", None])
def test_what_could_be_several_places_or_none_is_none(text):
    assert area_of(text) == ""


def test_a_house_without_the_list_knows_provinces_and_neighbours(settings, tmp_path):
    settings.AREAS_FILE = tmp_path / "missing.csv"
    places._gazetteer.cache_clear()
    assert (area_of("广东省广州市"), area_of("新疆白杨市")) == ("440000", "659012")
    places._gazetteer.cache_clear()


@needs_list
def test_two_boards_write_one_place_in_two_ways():
    assert plain_place("河南省三门峡市") == plain_place("三门峡")
